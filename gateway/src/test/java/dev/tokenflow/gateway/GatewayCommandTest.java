package dev.tokenflow.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** What is wrong with a configuration is said in one line, with where it stands, and exit status 2. */
class GatewayCommandTest {
    @TempDir
    private Path folder;

    private record Result(int status, String out, String error) {}

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--check | there is no engine to pass requests to: give --upstream http://HOST:PORT or --config FILE",
                "--check --upstream=ftp://a | upstream 'ftp://a' is no URL such as http://127.0.0.1:8000 or "
                        + "https://api.example.com",
                "--check --upstream=http://a?x=1 | upstream 'http://a?x=1' needs a host, and must have neither a query "
                        + "nor a fragment",
                "--check --upstream=http://a --trusted-proxies=10.0.0.0/33 | '10.0.0.0/33' is no address and no "
                        + "block of "
                        + "addresses such as 10.0.0.0/8 or fd00::/8",
                "--check --upstream=http://a --tls-cert=x | --tls-cert and --tls-key are needed together",
                "--check --upstream=http://a --stall-timeout=0s | --stall-timeout is 0 ms, expected more than 0",
                "--check --upstream=http://a --min-deltas=0 | minDeltas is 0, expected at least 1",
                "--check --config=/nowhere.yaml | /nowhere.yaml: there is no such file"
            })
    void wrongOptionsAreNamed(String arguments, String message) {
        Result result = run(arguments.split(" "));
        assertThat(result.status).isEqualTo(2);
        assertThat(result.error.strip()).isEqualTo("tokenflow: " + message);
    }

    @ParameterizedTest
    @CsvSource({
        "--listen=host, is not an address to listen on",
        "--listen=::1:80, is not an address to listen on",
        "--max-pending=many, is not a number of bytes",
        "--compress=brotli, coding 'brotli' is unknown",
        "--hint-mode=push, hint mode 'push' is unknown",
        "--keep-alive=soon, is not a time"
    })
    void wrongValuesAreExplained(String argument, String message) {
        Result result = run("--check", "--upstream=http://a", argument);
        assertThat(result.status).isEqualTo(2);
        assertThat(result.error).contains(message).hasLineCount(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "upstream: http://a~stall-timeout: soon | gw.yaml: stall-timeout: ",
                "upstreams: [{url: 'http://a', colour: red}] | gw.yaml: upstreams[0] has no member 'colour'",
                "upstreams: [{name: a}] | gw.yaml: upstreams[0].url is missing",
                "upstreams: [{url: 'http://a', finish: maybe}] | gw.yaml: upstreams[0].finish is 'maybe'",
                "upstreams: [] | gw.yaml: upstreams should be a list with at least one engine",
                "upstreams: [{url: 'http://a'}, {url: 'http://a'}] | gw.yaml: two upstreams have the same name",
                "colour: red | gw.yaml: there is no setting 'colour'",
                "config: other.yaml | gw.yaml: there is no setting 'config'",
                "listen: [a | gw.yaml, line ",
                "just words | gw.yaml: expected members such as 'listen: 0.0.0.0:8080'",
                "listen: 1~listen: 2 | gw.yaml, line 2: found duplicate key listen"
            })
    void wrongFilesAreExplained(String yaml, String message) throws Exception {
        Path file = folder.resolve("gw.yaml");
        Files.writeString(file, yaml.replace("~", "\n"));
        Result result = run("--check", "--config=" + file);
        assertThat(result.status).isEqualTo(2);
        assertThat(result.error).contains(message).hasLineCount(1);
    }

    @Test
    void fileGivesWhatTheCommandLineDoesNot() throws Exception {
        Path file = folder.resolve("gw.yaml");
        Files.writeString(file, """
                listen: 127.0.0.1:0
                trusted-proxies: [10.0.0.0/8, 'fd00::/8']
                compress: [gzip]
                log-addresses: true
                stall-timeout: 5s
                upstreams:
                  - url: http://127.0.0.1:1
                    models: [llama-*, gpt]
                  - {url: 'https://api.example.com/base', name: far, paths: [/v1], health: /health, finish: true}
                """);
        Result result = run("--check", "--config=" + file);
        assertThat(result.error).isEmpty();
        assertThat(result.out.strip()).isEqualTo("gateway: the configuration is well, with 2 upstreams");
        assertThat(run("--check", "--config=" + file, "--upstream=http://a").error)
                .contains("upstreams are given both by --upstream and in the file");
        assertThat(run("--check", "--config=" + file, "--stall-timeout=0s").error)
                .contains("--stall-timeout is 0 ms");
    }

    private static Result run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter error = new StringWriter();
        CommandLine command = GatewayMain.command()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(error))
                .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
        int status = command.execute(arguments);
        return new Result(status, out.toString(), error.toString());
    }
}
