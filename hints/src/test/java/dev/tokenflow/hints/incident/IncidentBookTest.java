package dev.tokenflow.hints.incident;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.protocol.incident.Incident;
import dev.tokenflow.protocol.incident.IncidentCodec;
import dev.tokenflow.protocol.incident.IncidentKind;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class IncidentBookTest {
    private final AtomicLong nowMs = new AtomicLong(1_732_300_000_000L);
    private final IncidentBook book = new IncidentBook(nowMs::get);

    private boolean take(Incident incident) {
        return book.take(IncidentCodec.encode(incident), nowMs.get());
    }

    private Incident open(IncidentKind kind, String key, int affected) {
        return Incidents.open(kind, key, affected, nowMs.get(), key);
    }

    @Test
    void whatIsOpenComesFirstAndTheWidestOfThat() {
        Incident prefix = open(IncidentKind.PREFIX, "198.51.100.0/24", 40);
        Incident client = open(IncidentKind.CLIENT, "203.0.113.7", 1);
        Incident site = open(IncidentKind.SITE, "host-a", 9);
        Incident other = open(IncidentKind.PREFIX, "192.0.2.0/24", 50);
        take(prefix);
        take(client);
        take(Incidents.over(site, nowMs.get() + 1));
        take(other);

        assertThat(book.incidents())
                .extracting(Incident::key)
                .containsExactly("192.0.2.0/24", "198.51.100.0/24", "203.0.113.7", "host-a");
    }

    @Test
    void theLaterOfTwoRecordsHoldsInWhateverOrderTheyCome() {
        Incident open = open(IncidentKind.SITE, "host-a", 9);
        Incident over = Incidents.over(open, nowMs.get() + 5_000);
        take(over);
        take(open);

        assertThat(book.incidents()).containsExactly(over);
    }

    @Test
    void whatIsNotToldAgainIsForgottenAndWhatIsOverAfterAnHour() {
        take(open(IncidentKind.SITE, "host-a", 9));
        take(Incidents.over(open(IncidentKind.SITE, "host-b", 9), nowMs.get() + 1));
        nowMs.addAndGet(Incident.FORGET_MS + 1);
        assertThat(book.incidents()).extracting(Incident::key).containsExactly("host-b");
        nowMs.addAndGet(IncidentBook.OVER_MS);
        assertThat(book.incidents()).isEmpty();
    }

    @Test
    void thereAreNeverMoreThanTheBoundAndTheOldestGo() {
        for (int i = 0; i < IncidentBook.MOST + 10; i++) {
            nowMs.incrementAndGet();
            take(open(IncidentKind.SITE, "host-" + i, 1));
        }

        assertThat(book.incidents())
                .hasSize(IncidentBook.MOST)
                .noneMatch(incident -> incident.key().equals("host-9"))
                .anyMatch(incident -> incident.key().equals("host-10"));
    }

    @Test
    void garbageIsRefusedAndIncidentsOfTenantsAreLeftOut() {
        assertThat(book.take(null, 0)).isFalse();
        assertThat(book.take("{}", 0)).isFalse();
        assertThat(take(Incidents.of(
                        IncidentKind.SITE, "host-a", "team-a", 3, nowMs.get(), Incident.OPEN, nowMs.get(), "text")))
                .isTrue();
        assertThat(book.incidents()).isEmpty();
    }
}
