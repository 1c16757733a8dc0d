package dev.tokenflow.ops.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tokenflow.gateway.GatewayMain;
import dev.tokenflow.ops.machine.Ports;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** deploy/nginx: a proxy before the gateway that holds nothing and gives up later than the gateway does. */
class NginxTest {
    private static final String FILE = "deploy/nginx/gateway.conf";

    @Test
    void itPassesEventsOnAtOnceToTheGateway() throws Exception {
        assertThat(DeployFiles.text(FILE))
                .contains("server 127.0.0.1:" + Ports.Use.GATEWAY.usual() + ";")
                .contains("proxy_buffering off;", "gzip off;", "proxy_http_version 1.1;")
                .contains("proxy_set_header X-Forwarded-For $remote_addr;");
    }

    @Test
    void theGatewayGivesAnEngineUpFirst() throws Exception {
        Matcher minutes = Pattern.compile("proxy_read_timeout (\\d+)m;").matcher(DeployFiles.text(FILE));
        assertThat(minutes.find()).isTrue();
        String upstream = GatewayMain.command()
                .getCommandSpec()
                .findOption("--upstream-timeout")
                .defaultValue();
        assertThat(upstream).matches("\\d+m");
        assertThat(Integer.parseInt(minutes.group(1))).isGreaterThan(Integer.parseInt(upstream.replace("m", "")));
    }

    @Test
    void nginxItselfAcceptsTheFile(@TempDir Path prefix) throws Exception {
        assumeTrue(Tool.installed("nginx"), "nginx is not installed");
        Path file = DeployFiles.ROOT.resolve(FILE).normalize();
        Tool checked = Tool.run(List.of("nginx", "-t", "-p", prefix.toString(), "-c", file.toString()));
        assertThat(checked.status()).as(checked.output()).isZero();
    }
}
