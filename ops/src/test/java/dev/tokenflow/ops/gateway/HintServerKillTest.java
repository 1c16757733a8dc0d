package dev.tokenflow.ops.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tokenflow.gateway.Gateway;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The gateway obeys the hints of a real hint server, and goes on when that ends in the middle of an answer. */
class HintServerKillTest {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final StreamFixture ENGLISH = ChatFixtures.english();
    private static final int MANY = 1_000;

    @Test
    void whenTheHintServerEndsTheStreamGoesOnAndSoonEachEventLeavesAlone() throws Exception {
        Installed.require("curl");
        try (HintFeed hints = new HintFeed();
                ReplayEngine engine = new ReplayEngine()) {
            Gateway gateway = Gateways.start(engine.uri(), "--hints=" + hints.uri());
            try {
                await("each event leaves alone without a hint")
                        .atMost(PATIENCE)
                        .until(() ->
                                events(gateway) == Answer.of(ENGLISH.body()).events());
                await("hints of four are obeyed").atMost(PATIENCE).until(() -> {
                    hints.publish(4);
                    return events(gateway) < Answer.of(ENGLISH.body()).events() / 2;
                });
                try (CurlStream open = asks(gateway, "steps")) {
                    engine.allow(10);
                    await().atMost(PATIENCE).until(() -> open.events() >= 2);
                    hints.stopServer();
                    engine.allow(3);
                    await("fewer than a chunk are sent when the hint has expired, or before")
                            .atMost(PATIENCE)
                            .until(() -> written(open).equals(written(ENGLISH.body(), 13)));
                    engine.allow(MANY);
                    assertThat(open.ended()).isZero();
                    assertThat(Answer.of(open.received()))
                            .hasToString(Answer.of(ENGLISH.body()).toString());
                }
                await("the hint has expired")
                        .atMost(PATIENCE)
                        .until(() ->
                                events(gateway) == Answer.of(ENGLISH.body()).events());
            } finally {
                gateway.close();
            }
        }
    }

    private static int events(Gateway gateway) throws Exception {
        try (CurlStream curl = asks(gateway, "whole")) {
            assertThat(curl.ended()).isZero();
            Answer answer = Answer.of(curl.received());
            assertThat(answer).hasToString(Answer.of(ENGLISH.body()).toString());
            return answer.events();
        }
    }

    private static CurlStream asks(Gateway gateway, String cut) throws Exception {
        return new CurlStream(
                Gateways.uri(gateway), "{\"model\":\"" + ENGLISH.name() + "@" + cut + "\",\"stream\":true}");
    }

    private static String written(CurlStream curl) {
        return Answer.of(curl.received()).text("content");
    }

    /** The text of the first events of an answer. */
    private static String written(String body, int events) {
        int end = 0;
        for (int i = 0; i < events; i++) {
            end = body.indexOf("\n\n", end) + 2;
        }
        return Answer.of(body.substring(0, end)).text("content");
    }
}
