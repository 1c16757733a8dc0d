package dev.tokenflow.ops.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tokenflow.gateway.Gateway;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An engine that writes the next event only when the reader has what it should have by then. */
class HeldEventsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int MANY = 1_000;

    private ReplayEngine engine;
    private Gateway gateway;

    @BeforeEach
    void start() throws Exception {
        Installed.require("curl");
        engine = new ReplayEngine();
    }

    @AfterEach
    void stop() throws Exception {
        if (gateway != null) {
            gateway.close();
        }
        if (engine != null) {
            engine.close();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "english, ''",
        "english, --compressed",
        "comments, ''",
        "comments, --compressed",
        "english-crlf, ''",
        "english-cr, ''"
    })
    void eachEventAndEachCommentArrivesBeforeTheNextIsWritten(String fixture, String option) throws Exception {
        gateway = Gateways.start(engine.uri());
        String body = named(fixture).body();
        try (CurlStream curl = asks(fixture, option)) {
            int from = 0;
            for (Cut.Piece piece : Cut.of(named(fixture).bytes(), "events")) {
                from += new String(piece.bytes(), StandardCharsets.UTF_8).length();
                String soFar = body.substring(0, from);
                engine.allow(1);
                await().atMost(PATIENCE)
                        .pollInterval(Duration.ofMillis(5))
                        .until(() -> curl.received().equals(soFar));
            }
            assertThat(curl.ended()).isZero();
        }
    }

    @Test
    void theFirstTextNeverWaitsForMore() throws Exception {
        gateway = Gateways.start(engine.uri(), "--min-deltas=10");
        try (CurlStream curl = asks("english")) {
            engine.allow(2);
            await("role and first text").atMost(PATIENCE).until(() -> curl.events() == 2);
            engine.allow(MANY);
            assertThat(curl.ended()).isZero();
        }
    }

    @Test
    void aTextThatWaitsForMoreIsSentWhenNothingComes() throws Exception {
        gateway = Gateways.start(engine.uri(), "--min-deltas=10");
        try (CurlStream curl = asks("max-tokens-5")) {
            engine.allow(5);
            await("four of five words").atMost(PATIENCE).until(() -> text(curl).equals("one two three four"));
            engine.allow(MANY);
            assertThat(curl.ended()).isZero();
            assertThat(text(curl)).isEqualTo("one two three four five");
        }
    }

    @Test
    void aPingIsSentAtOnceWithWhatWaitedBeforeIt() throws Exception {
        gateway = Gateways.start(engine.uri(), "--min-deltas=10");
        String body = named("messages-pings").body();
        String ping = "event: ping\ndata: {\"type\":\"ping\"}\n\n";
        int pings = body.indexOf(ping, body.indexOf("\"a\"")) + ping.length();
        int events = Answer.of(body.substring(0, pings)).events();
        try (CurlStream curl = asks("messages-pings")) {
            engine.allow(events);
            await().atMost(PATIENCE)
                    .until(() -> curl.received().endsWith(ping)
                            && Answer.of(curl.received()).text("text").equals("ab"));
            engine.allow(MANY);
            assertThat(curl.ended()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"english, ': '", "messages-english, 'event: ping'"})
    void silenceIsFilledInTheFormOfTheProtocol(String fixture, String sign) throws Exception {
        gateway = Gateways.start(engine.uri(), "--keep-alive=100ms");
        try (CurlStream curl = asks(fixture)) {
            engine.allow(3);
            await().atMost(PATIENCE).until(() -> curl.received().split("(?m)^" + sign.strip(), -1).length > 3);
            engine.allow(MANY);
            assertThat(curl.ended()).isZero();
            assertThat(Answer.of(curl.received().replaceAll("(?m)^event: ping\n.*\n\n", "")))
                    .hasToString(Answer.of(named(fixture).body()).toString());
        }
    }

    /** Their head is there: from then on a proxy in between sees life, however long the first token takes. */
    @ParameterizedTest
    @CsvSource({"english, ': '", "messages-english, 'event: ping'"})
    void silenceBeforeTheFirstEventIsFilledToo(String fixture, String sign) throws Exception {
        gateway = Gateways.start(engine.uri(), "--keep-alive=100ms");
        String json = "{\"model\":\"" + fixture + "@steps\",\"stream\":true}";
        try (CurlStream curl =
                new CurlStream(Gateways.uri(gateway), named(fixture).api(), json)) {
            await().atMost(PATIENCE).until(() -> curl.received().split("(?m)^" + sign.strip(), -1).length > 3);
            engine.allow(MANY);
            assertThat(curl.ended()).isZero();
            assertThat(Answer.of(curl.received().replaceAll("(?m)^event: ping\n.*\n\n", "")))
                    .hasToString(Answer.of(named(fixture).body()).toString());
        }
    }

    /** Some providers write 150 characters at a time; it is for the page to smooth them. */
    @ParameterizedTest
    @ValueSource(strings = {"", "--compressed"})
    void largePiecesFarApartPassUnchanged(String option) throws Exception {
        gateway = Gateways.start(engine.uri());
        ChatEvents events = new ChatEvents(ChatEvents.Engine.OPENAI).role(0);
        for (int i = 0; i < 6; i++) {
            events.content(Character.toString('a' + i).repeat(150));
        }
        StreamFixture pieces = events.finish(0, "stop").done("large-pieces");
        engine.add(pieces);
        try (CurlStream curl = asks("large-pieces@events-550", option)) {
            assertThat(curl.ended()).isZero();
            assertThat(curl.received()).isEqualTo(pieces.body());
        }
    }

    @Test
    void aQuarterOfTheEventsHasTheSameText() throws Exception {
        gateway = Gateways.start(engine.uri(), "--min-deltas=4");
        int deltas = Texts.pieces(Texts.ENGLISH, 1).length;
        try (CurlStream curl = asks("english")) {
            engine.allow(MANY);
            assertThat(curl.ended()).isZero();
            assertThat(text(curl)).isEqualTo(Texts.ENGLISH);
            assertThat(curl.events())
                    .as("role, first text, a quarter of the others, finish, usage, end")
                    .isLessThanOrEqualTo(5 + (deltas + 2) / 4);
        }
    }

    private CurlStream asks(String fixture, String... options) throws Exception {
        String[] given = options.length == 1 && options[0].isEmpty() ? new String[0] : options;
        String model = fixture.contains("@") ? fixture : fixture + "@steps";
        return new CurlStream(Gateways.uri(gateway), "{\"model\":\"" + model + "\",\"stream\":true}", given);
    }

    private static String text(CurlStream curl) {
        return Answer.of(curl.received()).text("content");
    }

    private static StreamFixture named(String name) {
        return StreamFixture.all().stream()
                .filter(fixture -> fixture.name().equals(name))
                .findAny()
                .orElseThrow();
    }
}
