import Foundation
import LecternTesting
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization
import Testing

@testable import Remote

struct EncryptionTests {
    /// Counts what of a request gets through the handshake.
    private final class Witness: ChannelInboundHandler, Sendable {
        typealias InboundIn = ByteBuffer
        let bytes = Mutex(0)

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let count = unwrapInboundIn(data).readableBytes
            bytes.withLock { $0 += count }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
    }

    /// A server whose certificate nobody vouches for is sent nothing: no text, no key.
    @Test func aCertificateOfNobodyIsNotTrusted() async throws {
        let folder = Fixture.url("remote")
        let certificates = try NIOSSLCertificate.fromPEMFile(folder.appending(path: "self-signed.pem").path)
        let key = try NIOSSLPrivateKey(file: folder.appending(path: "self-signed.key.pem").path, format: .pem)
        let context = try NIOSSLContext(
            configuration: .makeServerConfiguration(
                certificateChain: certificates.map { .certificate($0) }, privateKey: .privateKey(key)))
        let witness = Witness()
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandlers(
                        NIOSSLServerHandler(context: context), witness)
                }
            }.bind(host: "127.0.0.1", port: 0).get()
        let port = try #require(server.localAddress?.port)
        var configuration = EndpointConfiguration(
            try EndpointAddress("https://127.0.0.1:\(port)"), model: "m", key: try APIKey("sk-secret"))
        configuration.retries = RetryPolicy(attempts: 1)
        let error = await #expect(throws: RemoteError.self) {
            try await EndpointGenerator.open(configuration)
        }
        guard case .untrusted(_, let reason) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(!reason.contains("secret"))
        #expect(witness.bytes.withLock { $0 } == 0)
        try await server.close()
    }
}
