#include "lectern_xml.h"

#include <libxml/HTMLparser.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlerror.h>
#include <stdlib.h>
#include <string.h>

struct lx_reader {
    xmlParserCtxtPtr context;
    int is_html;
    unsigned depth, max_depth;
    int state;
    uint8_t *events;
    size_t count, capacity;
    size_t open_event; /* where the size of the event being written stands */
    xmlEntity entity;  /* what the last named character reference stands for */
    char entity_text[8];
    char error[200];
    int error_line;
};

/* Events */

static void append(lx_reader *r, const void *bytes, size_t count) {
    if (r->state == LX_NO_MEMORY) return;
    if (r->count + count > r->capacity) {
        size_t capacity = r->capacity ? r->capacity : 4096;
        while (capacity < r->count + count) capacity *= 2;
        uint8_t *events = realloc(r->events, capacity);
        if (!events) {
            r->state = LX_NO_MEMORY;
            return;
        }
        r->events = events;
        r->capacity = capacity;
    }
    if (count) memcpy(r->events + r->count, bytes, count);
    r->count += count;
}

static void append_string(lx_reader *r, const xmlChar *text) {
    append(r, text ? (const char *)text : "", (text ? strlen((const char *)text) : 0) + 1);
}

static void begin_event(lx_reader *r, char kind) {
    const uint32_t size = 0;
    append(r, &kind, 1);
    r->open_event = r->count;
    append(r, &size, sizeof size);
}

static void end_event(lx_reader *r) {
    if (r->state == LX_NO_MEMORY) return;
    const uint32_t size = (uint32_t)(r->count - r->open_event - sizeof size);
    memcpy(r->events + r->open_event, &size, sizeof size);
}

static void stop(lx_reader *r, int state) {
    if (r->state == LX_OK) r->state = state;
    xmlStopParser(r->context);
}

static int enter(lx_reader *r) {
    if (r->state != LX_OK) return 0;
    if (++r->depth > r->max_depth) {
        stop(r, LX_TOO_DEEP);
        return 0;
    }
    return 1;
}

/* Handlers */

static void on_text(void *context, const xmlChar *text, int count) {
    lx_reader *r = context;
    if (r->state != LX_OK || count <= 0) return;
    begin_event(r, 'T');
    append(r, text, (size_t)count);
    end_event(r);
}

static void on_html_start(void *context, const xmlChar *name, const xmlChar **attributes) {
    lx_reader *r = context;
    if (!enter(r)) return;
    begin_event(r, 'S');
    append_string(r, NULL);
    append_string(r, name);
    for (; attributes && attributes[0]; attributes += 2) {
        append_string(r, attributes[0]);
        append_string(r, attributes[1]);
    }
    end_event(r);
}

static void on_html_end(void *context, const xmlChar *name) {
    lx_reader *r = context;
    if (r->state != LX_OK) return;
    if (r->depth) r->depth--;
    begin_event(r, 'E');
    append_string(r, NULL);
    append_string(r, name);
    end_event(r);
}

static void on_xml_start(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
                         int namespace_count, const xmlChar **namespaces, int attribute_count, int defaulted,
                         const xmlChar **attributes) {
    (void)prefix, (void)namespace_count, (void)namespaces, (void)defaulted;
    lx_reader *r = context;
    if (!enter(r)) return;
    begin_event(r, 'S');
    append_string(r, uri);
    append_string(r, name);
    /* Five pointers an attribute: local name, prefix, URI, value's start, value's end. */
    for (int i = 0; i < attribute_count; i++, attributes += 5) {
        append_string(r, attributes[0]);
        append(r, attributes[3], (size_t)(attributes[4] - attributes[3]));
        append(r, "", 1);
    }
    end_event(r);
}

static void on_xml_end(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri) {
    (void)prefix;
    lx_reader *r = context;
    if (r->state != LX_OK) return;
    if (r->depth) r->depth--;
    begin_event(r, 'E');
    append_string(r, uri);
    append_string(r, name);
    end_event(r);
}

/* Names of HTML, for XHTML without its DTD. What a document declares itself is never looked at. */
static xmlEntityPtr on_entity(void *context, const xmlChar *name) {
    lx_reader *r = context;
    const htmlEntityDesc *known = htmlEntityLookup(name);
    if (!known) return NULL;
    const int length = xmlCopyCharMultiByte((xmlChar *)r->entity_text, (int)known->value);
    r->entity_text[length] = 0;
    memset(&r->entity, 0, sizeof r->entity);
    r->entity.type = XML_ENTITY_DECL;
    r->entity.etype = XML_INTERNAL_PREDEFINED_ENTITY;
    r->entity.name = (const xmlChar *)known->name;
    r->entity.content = (xmlChar *)r->entity_text;
    r->entity.length = length;
    return &r->entity;
}

static void on_error(void *context, xmlErrorPtr error) {
    lx_reader *r = context;
    if (r->error[0] || !error || error->level < XML_ERR_ERROR) return;
    strncpy(r->error, error->message ? error->message : "not well-formed", sizeof r->error - 1);
    char *end = r->error + strlen(r->error);
    while (end > r->error && (end[-1] == '\n' || end[-1] == '.')) *--end = 0;
    r->error_line = error->line;
}

/* Opening, feeding, closing */

static lx_reader *new_reader(int is_html, unsigned max_depth) {
    xmlInitParser();
    lx_reader *r = calloc(1, sizeof *r);
    if (!r) return NULL;
    r->is_html = is_html;
    r->max_depth = max_depth;
    return r;
}

lx_reader *lx_open_html(unsigned max_depth) {
    lx_reader *r = new_reader(1, max_depth);
    if (!r) return NULL;
    htmlSAXHandler handler;
    memset(&handler, 0, sizeof handler);
    handler.initialized = XML_SAX2_MAGIC;
    handler.startElement = on_html_start;
    handler.endElement = on_html_end;
    handler.characters = on_text;
    handler.ignorableWhitespace = on_text;
    handler.serror = on_error;
    r->context = htmlCreatePushParserCtxt(&handler, r, NULL, 0, NULL, XML_CHAR_ENCODING_UTF8);
    if (!r->context) {
        free(r);
        return NULL;
    }
    htmlCtxtUseOptions(r->context,
                       HTML_PARSE_RECOVER | HTML_PARSE_NONET | HTML_PARSE_IGNORE_ENC | HTML_PARSE_NODEFDTD);
    return r;
}

lx_reader *lx_open_xml(unsigned max_depth) {
    lx_reader *r = new_reader(0, max_depth);
    if (!r) return NULL;
    xmlSAXHandler handler;
    memset(&handler, 0, sizeof handler);
    handler.initialized = XML_SAX2_MAGIC;
    handler.startElementNs = on_xml_start;
    handler.endElementNs = on_xml_end;
    handler.characters = on_text;
    handler.cdataBlock = on_text;
    handler.ignorableWhitespace = on_text;
    handler.getEntity = on_entity;
    handler.serror = on_error;
    /* The reader, not the context, is what handlers are given: where it is the context, libxml2 looks for
     * entities in the document by itself. */
    r->context = xmlCreatePushParserCtxt(&handler, r, NULL, 0, NULL);
    if (!r->context) {
        free(r);
        return NULL;
    }
    /* HUGE lifts limits on text and depth, which are counted here; nothing is ever expanded. */
    xmlCtxtUseOptions(r->context, XML_PARSE_RECOVER | XML_PARSE_NONET | XML_PARSE_HUGE);
    return r;
}

int lx_feed(lx_reader *r, const char *bytes, int count, int is_last) {
    if (r->state != LX_OK) return r->state;
    if (r->is_html) {
        htmlParseChunk(r->context, bytes, count, is_last);
    } else {
        xmlParseChunk(r->context, bytes, count, is_last);
        if (is_last && r->state == LX_OK && !r->context->wellFormed) r->state = LX_BROKEN;
    }
    return r->state;
}

const uint8_t *lx_events(const lx_reader *r, size_t *count) {
    *count = r->count;
    return r->events;
}

void lx_clear(lx_reader *r) { r->count = 0; }

const char *lx_error(const lx_reader *r) { return r->error; }

int lx_error_line(const lx_reader *r) { return r->error_line; }

void lx_close(lx_reader *r) {
    if (r->context) {
        if (r->context->myDoc) xmlFreeDoc(r->context->myDoc);
        if (r->is_html) {
            htmlFreeParserCtxt(r->context);
        } else {
            xmlFreeParserCtxt(r->context);
        }
    }
    free(r->events);
    free(r);
}
