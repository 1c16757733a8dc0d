package dev.tokenflow.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tokenflow.gateway.route.UpstreamConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The gateway as a process: TLS on both sides, a configuration that changes, and how it ends. */
@Timeout(120)
class GatewayProcessTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n";

    @TempDir
    private Path folder;

    @Test
    void tlsIsSpokenOnBothSides() throws Exception {
        Path store = keystore();
        Path certificate = folder.resolve("cert.pem");
        run(
                "keytool",
                "-exportcert",
                "-rfc",
                "-alias",
                "gw",
                "-keystore",
                store.toString(),
                "-storepass",
                "secret",
                "-file",
                certificate.toString());
        Path key = privateKey(store);
        try (ScriptedEngine engine = new ScriptedEngine((asked, wire) -> wire.send(ScriptedEngine.STREAM_HEAD)
                        .chunk("data: " + asked.header("x-forwarded-proto") + "\n\n")
                        .lastChunk());
                TestGateway inner = TestGateway.before(engine, "--tls-cert=" + certificate, "--tls-key=" + key);
                TestGateway outer = TestGateway.before(
                        List.of(UpstreamConfig.of(URI.create("https://localhost:" + inner.port()))),
                        "--upstream-ca=" + certificate,
                        "--tls-cert=" + certificate,
                        "--tls-key=" + key);
                HttpClient client =
                        HttpClient.newBuilder().sslContext(trusting(store)).build()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("https://localhost:" + outer.port() + "/v1/x"))
                    .build();
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("data: https\n\n");
        }
    }

    @Test
    void engineWithAnUnknownCertificateIsRefused() throws Exception {
        Path store = keystore();
        Path certificate = folder.resolve("cert.pem");
        run(
                "keytool",
                "-exportcert",
                "-rfc",
                "-alias",
                "gw",
                "-keystore",
                store.toString(),
                "-storepass",
                "secret",
                "-file",
                certificate.toString());
        try (ScriptedEngine engine = new ScriptedEngine((asked, wire) -> wire.send(OK + "ok"));
                TestGateway inner =
                        TestGateway.before(engine, "--tls-cert=" + certificate, "--tls-key=" + privateKey(store));
                TestGateway outer = TestGateway.before(
                        List.of(UpstreamConfig.of(URI.create("https://localhost:" + inner.port()))));
                RawReader reader = new RawReader(outer.port())) {
            assertThat(reader.ask("").answer()).startsWith("HTTP/1.1 502 ");
            assertThat(engine.wasAsked()).isFalse();
        }
    }

    @Test
    void fileThatChangesReplacesTheEnginesAndAWrongOneDoesNot() throws Exception {
        Path file = folder.resolve("gw.yaml");
        try (ScriptedEngine one = new ScriptedEngine((asked, wire) -> wire.send(OK + "11"));
                ScriptedEngine two = new ScriptedEngine((asked, wire) -> wire.send(OK + "22"))) {
            Files.writeString(file, "upstreams: [{url: '" + one.uri() + "'}]");
            Process process = start("--config=" + file, "--listen=127.0.0.1:0", "--admin=127.0.0.1:0");
            try (BufferedReader out = process.inputReader()) {
                int port = port(out);
                assertThat(body(port)).isEqualTo("11");
                Files.writeString(file, "upstreams: [{url: '" + two.uri() + "', colour: red}]");
                run("kill", "-HUP", Long.toString(process.pid()));
                assertThat(body(port)).isEqualTo("11");
                Files.writeString(file, "upstreams: [{url: '" + two.uri() + "'}]");
                run("kill", "-HUP", Long.toString(process.pid()));
                await().untilAsserted(() -> assertThat(body(port)).isEqualTo("22"));
            } finally {
                process.destroy();
                assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            }
        }
    }

    @Test
    void stoppedGatewayFinishesOpenAnswersAndTakesNoNewOnes() throws Exception {
        CountDownLatch stopping = new CountDownLatch(1);
        try (ScriptedEngine engine = new ScriptedEngine((asked, wire) -> {
            wire.send(ScriptedEngine.STREAM_HEAD).chunk("data: 1\n\n");
            stopping.await();
            wire.chunk("data: 2\n\n").lastChunk();
        })) {
            Process process = start("--upstream=" + engine.uri(), "--listen=127.0.0.1:0", "--admin=127.0.0.1:0");
            try (BufferedReader out = process.inputReader()) {
                int port = port(out);
                RawReader reader = new RawReader(port);
                reader.ask("").head();
                assertThat(reader.oneChunk()).asString().isEqualTo("data: 1\n\n");
                process.destroy();
                await().until(() -> refuses(port));
                stopping.countDown();
                assertThat(reader.chunked()).isEqualTo("data: 2\n\n");
                assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            } finally {
                process.destroyForcibly();
            }
        }
    }

    private static boolean refuses(int port) {
        try (RawReader next = new RawReader(port)) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private static String body(int port) throws IOException {
        try (RawReader reader = new RawReader(port)) {
            String answer = reader.ask("").answer();
            return answer.substring(answer.length() - 2);
        }
    }

    private static Process start(String... options) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.tokenflow.gateway.GatewayMain");
        builder.command().addAll(List.of(options));
        return builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    private static int port(BufferedReader out) throws IOException {
        String line = out.readLine();
        assertThat(line).startsWith("gateway: listening on http://127.0.0.1:");
        return Integer.parseInt(line.replaceAll("^gateway: listening on http://127.0.0.1:(\\d+),.*", "$1"));
    }

    private Path keystore() throws Exception {
        Path store = folder.resolve("keys.p12");
        run(
                "keytool",
                "-genkeypair",
                "-alias",
                "gw",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost",
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                "secret");
        return store;
    }

    private Path privateKey(Path store) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, "secret".toCharArray());
        }
        byte[] der = keys.getKey("gw", "secret".toCharArray()).getEncoded();
        String pem = "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(der)
                + "\n-----END PRIVATE KEY-----\n";
        return Files.writeString(folder.resolve("key.pem"), pem);
    }

    private static SSLContext trusting(Path store) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, "secret".toCharArray());
        }
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("gw", keys.getCertificate("gw"));
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, factory.getTrustManagers(), null);
        return context;
    }

    private static void run(String... command) throws Exception {
        String[] all = command.clone();
        if (all[0].equals("keytool")) {
            all[0] = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        }
        Process process = new ProcessBuilder(all).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }
}
