package dev.tokenflow.http;

import io.netty.channel.ChannelHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificate and key with which a server speaks TLS 1.2 and 1.3. When the files change, new connections use the
 * new ones; files that cannot be read then are reported, and the old ones stay in use.
 */
public final class TlsIdentity {
    private static final Logger LOG = LoggerFactory.getLogger(TlsIdentity.class);
    private static final long LOOK_EVERY_NS = 5_000_000_000L;

    private final Path certificate;
    private final Path key;
    private volatile Loaded loaded;
    private volatile long lookedNs = System.nanoTime();

    private record Loaded(SslContext context, FileTime certificateTime, FileTime keyTime) {}

    private TlsIdentity(Path certificate, Path key) throws IOException {
        this.certificate = certificate;
        this.key = key;
        this.loaded = load();
    }

    /**
     * Reads the files.
     *
     * @param certificate PEM: the certificate, then those that signed it
     * @param key PEM: the private key in PKCS#8, without a password
     * @throws IOException when they cannot be read or do not belong together; one line that says which and why
     */
    public static TlsIdentity of(Path certificate, Path key) throws IOException {
        return new TlsIdentity(certificate, key);
    }

    ChannelHandler handler(SocketChannel channel) {
        return current().newHandler(channel.alloc());
    }

    private SslContext current() {
        long nowNs = System.nanoTime();
        if (nowNs - lookedNs > LOOK_EVERY_NS) {
            lookedNs = nowNs;
            reload();
        }
        return loaded.context;
    }

    private synchronized void reload() {
        try {
            if (!Files.getLastModifiedTime(certificate).equals(loaded.certificateTime)
                    || !Files.getLastModifiedTime(key).equals(loaded.keyTime)) {
                loaded = load();
                LOG.info("the certificate {} was read again", certificate);
            }
        } catch (IOException e) {
            LOG.warn("the changed certificate is not used: {}", e.getMessage());
        }
    }

    private Loaded load() throws IOException {
        FileTime certificateTime = timeOf(certificate);
        FileTime keyTime = timeOf(key);
        try {
            SslContext context = SslContextBuilder.forServer(certificate.toFile(), key.toFile())
                    .protocols("TLSv1.3", "TLSv1.2")
                    .build();
            return new Loaded(context, certificateTime, keyTime);
        } catch (SSLException | IllegalArgumentException e) {
            Throwable cause = e.getCause() instanceof GeneralSecurityException inner ? inner : e;
            throw new IOException(
                    "certificate " + certificate + " and key " + key + " cannot be used (" + cause.getMessage()
                            + "): expected PEM files that belong together, the key in PKCS#8 without a password",
                    e);
        }
    }

    private static FileTime timeOf(Path file) throws IOException {
        if (!Files.isReadable(file)) {
            throw new IOException("cannot read " + file + ": expected a PEM file");
        }
        return Files.getLastModifiedTime(file);
    }
}
