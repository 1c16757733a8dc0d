package dev.tokenflow.hints.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tokenflow.hints.Browser;
import dev.tokenflow.hints.Hints;
import dev.tokenflow.hints.incident.Incidents;
import dev.tokenflow.hints.store.LocalHints;
import dev.tokenflow.protocol.hint.Hint;
import dev.tokenflow.protocol.hint.PathCondition;
import dev.tokenflow.protocol.hint.RttSummary;
import dev.tokenflow.protocol.hint.Scope;
import dev.tokenflow.protocol.incident.Incident;
import dev.tokenflow.protocol.incident.IncidentKind;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The live page in a real browser, against the real routes. */
@Tag("kernel") // with the other tests that need more than a JDK: here a browser
class LivePageTest {
    private static final String FIRST_PATH = "document.querySelector('#rows tr td:nth-child(2)').textContent";
    private static final String P95 = "[...document.querySelectorAll('#heads th')].find(h => h.textContent === 'p95')";
    private static final String EVIL = "<img src=x onerror=\"document.title='owned'\">";

    /** Relative luminance of a colour, as WCAG 2.2 defines it. */
    private static final String LUMINANCE = """
            var luminance = colour => colour.match(/[0-9.]+/g).slice(0, 3)
                .map(c => c / 255).map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
                .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
            """;

    private static final String CONTRAST = LUMINANCE + """
            var both = [getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]
                .map(luminance);
            (Math.max(...both) + 0.05) / (Math.min(...both) + 0.05);
            """;

    @TempDir
    private static Path profile;

    private static Browser browser;
    private LocalHints hints;

    @BeforeAll
    static void startBrowser() throws Exception {
        browser = new Browser(profile);
    }

    @AfterAll
    static void stopBrowser() throws Exception {
        browser.close();
    }

    @BeforeEach
    void start() throws Exception {
        hints = new LocalHints();
        hints.ready.set(true);
        hints.publish(hint("203.0.113.7", PathCondition.CONGESTED, 900, 7.5, 0.71, 1));
        hints.publish(hint("203.0.113.8", PathCondition.CLEAR, 40, 1, 0.4, 1));
        hints.publish(hint("203.0.113.9", PathCondition.CLEAR, 60, 1, 0.3, 1));
        browser.appear(1280, 900, "light");
        browser.open(URI.create("about:blank")); // the page of the test before this one asks for nothing any more
        browser.complaints().clear();
        browser.requests().clear();
        browser.open(hints.uri("/"));
        await().until(() -> count("#rows tr") == 3);
    }

    @AfterEach
    void stop() {
        hints.close();
    }

    @Test
    void theWorstPathIsFirstAndChosenWithItsFiguresWordsAndCharts() {
        assertThat(text("#rows tr:first-child"))
                .contains("client", "203.0.113.7", "congested", "900.0", "7.50", "0.71 !");
        assertThat(text("#path-title")).isEqualTo("client 203.0.113.7");
        assertThat(text("#why")).isEqualTo(EVIL);
        assertThat(browser.value("document.title").asText()).isEqualTo("TokenFlow: paths");
        await("ink on every canvas")
                .until(() -> browser.value("[...document.querySelectorAll('canvas')].length === 3"
                                + " && [...document.querySelectorAll('canvas')].every(c => c.getContext('2d')"
                                + ".getImageData(0, 0, c.width, c.height).data.some(v => v !== 0))")
                        .asBoolean());
        assertThat(text("#status")).contains("connected, 3 hints held, 3 shown");
        assertThat(browser.complaints()).isEmpty();
        assertThat(browser.requests())
                .allMatch(uri -> uri.startsWith(hints.uri("/").toString()) || uri.startsWith("data:"));
    }

    @Test
    void whatIsGoingOnStandsOnTopInWords() {
        assertThat(browser.value("document.getElementById('incidents').hidden").asBoolean())
                .as("nobody looks for incidents")
                .isTrue();
        hints.incidents.ready();
        await().until(() -> text("#calm").startsWith("● Nothing"));

        Incident open = Incidents.open(IncidentKind.PREFIX, "198.51.100.0/24", 37, System.currentTimeMillis(), EVIL);
        hints.tell(open);
        await().until(() -> count("#open li") == 1);
        assertThat(text("#open li strong")).isEqualTo("▲ " + EVIL);
        assertThat(text("#open li small"))
                .isEqualTo("round trip 182 ms, at best 41 ms; loss 0.4 %; "
                        + "by coincidence: less than one in a million");
        assertThat(text("#calm")).isEmpty();

        hints.tell(Incidents.over(open, open.startMs() + 1_000));
        await().until(() -> count("#open li") == 0);
        assertThat(text("#over-title")).isEqualTo("1 over within the last hour");
        assertThat(count("#past li")).isEqualTo(1);
        assertThat(browser.value("document.title").asText()).isEqualTo("TokenFlow: paths");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void sortsFiltersAndChoosesByKeyboard() {
        browser.value(P95 + ".querySelector('button').focus()");
        browser.press("Enter", 13);
        await().until(() -> browser.value(FIRST_PATH).asText().equals("203.0.113.7"));
        assertThat(browser.value(P95 + ".getAttribute('aria-sort')").asText()).isEqualTo("descending");
        browser.press("Enter", 13);
        await().until(() -> browser.value(FIRST_PATH).asText().equals("203.0.113.8"));

        browser.value("document.querySelector('#rows tr').focus()");
        browser.press("ArrowDown", 40);
        browser.press("Enter", 13);
        await().until(() -> text("#path-title").equals("client 203.0.113.9"));
        assertThat(count("#rows tr[aria-selected=true]")).isEqualTo(1);

        browser.value("document.getElementById('filter').focus()");
        browser.type("congested");
        await().until(() -> count("#rows tr") == 1);
        assertThat(browser.value(FIRST_PATH).asText()).isEqualTo("203.0.113.7");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void whatChangesIsShownAndAPauseHoldsIt() {
        hints.publish(hint("203.0.113.7", PathCondition.CONGESTED, 950, 9.25, 0.71, 2));
        await().atMost(Duration.ofSeconds(5))
                .until(() -> text("#rows tr:first-child").contains("9.25"));
        browser.value("document.getElementById('pause').click()");
        assertThat(browser.value("document.getElementById('pause').getAttribute('aria-pressed')")
                        .asText())
                .isEqualTo("true");
    }

    /** The text of a card is text, whatever it says. */
    @Test
    void theModelsAreListedWithThoseInUseMarked() {
        assertThat(browser.value("document.getElementById('models').hidden").asBoolean())
                .isTrue();
        hints.cards.add(Hints.card("anomaly", "7", EVIL).encode());
        hints.cards.add(Hints.card("anomaly", "6", "fair").encode());
        hints.publish(hint("203.0.113.7", PathCondition.CONGESTED, 900, 7.5, 0.71, 2).toBuilder()
                .model("anomaly 7, rtt-1s 7")
                .build());
        browser.open(hints.uri("/"));
        await().until(() ->
                count("#cards tr") == 2 && text("#cards tr:first-child").contains("yes"));

        assertThat(text("#cards tr:first-child")).contains("anomaly", "7", "9000", EVIL);
        assertThat(text("#cards tr:last-child")).contains("6", "fair").doesNotContain("yes");
        assertThat(browser.value("document.title").asText()).isEqualTo("TokenFlow: paths");
        assertThat(browser.complaints()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1280, light", "1280, dark", "360, light", "360, dark"})
    void readsInEveryWidthAndScheme(int width, String scheme) {
        browser.appear(width, 800, scheme);
        await("no sideways scrolling, once the charts have followed")
                .atMost(Duration.ofSeconds(10))
                .until(() -> browser.value("document.documentElement.scrollWidth <= innerWidth")
                        .asBoolean());
        assertThat(browser.value(CONTRAST).asDouble())
                .as("contrast of text and page, WCAG 2.2 level AAA")
                .isGreaterThan(7);
        assertThat(browser.value(LUMINANCE + "luminance(getComputedStyle(document.body).backgroundColor) < 0.2")
                        .asBoolean())
                .isEqualTo(scheme.equals("dark"));
    }

    @Test
    void aServerThatIsGoneIsSaidAndWhatWasKnownStays() {
        hints.close();
        await().atMost(Duration.ofSeconds(15)).until(() -> text("#status").contains("does not answer since"));
        assertThat(count("#rows tr")).isEqualTo(3);
        assertThat(browser.value("document.body.className").asText()).isEqualTo("lost");
    }

    private static String text(String selector) {
        return browser.value("document.querySelector('" + selector + "').textContent")
                .asText();
    }

    private static int count(String selector) {
        return browser.value("document.querySelectorAll('" + selector + "').length")
                .asInt();
    }

    private static Hint hint(String client, PathCondition state, double p95Ms, double chunk, double anomaly, long seq) {
        return Hint.of(Scope.CLIENT, client)
                .tokensPerSecond(50)
                .tokensPerChunk(chunk)
                .state(state)
                .confidence(0.9)
                .rtt(new RttSummary(p95Ms / 3, p95Ms / 2, p95Ms, p95Ms * 1.1))
                .retransmitRate(0.01)
                .predictedRttMs(p95Ms)
                .anomalyScore(anomaly)
                .bytesPerSecond(12_345)
                .model("v1")
                .why(EVIL)
                .epoch(1)
                .seq(seq)
                .issuedAtMs(System.currentTimeMillis())
                .ttlMs(60_000)
                .oldestEventAtMs(System.currentTimeMillis())
                .build();
    }
}
