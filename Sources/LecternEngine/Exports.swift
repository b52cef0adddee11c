// A front end writes one `import LecternEngine` and gets the values the engine speaks.
@_exported public import Documents
@_exported public import Generation
@_exported public import Pipelines
@_exported public import Preferences
