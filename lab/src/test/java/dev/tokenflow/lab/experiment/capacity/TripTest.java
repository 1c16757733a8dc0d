package dev.tokenflow.lab.experiment.capacity;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TripTest {
    @ParameterizedTest
    @CsvSource({
        "norway_ferry_10_part2, norway_ferry_10",
        "norway_ferry_10_part12, norway_ferry_10",
        "norway_ferry_9_part0, norway_ferry_9",
        "tram.a-b-report.2010-12-09_1310CET_part1, tram.a-b-report.2010-12-09_1310CET",
        "TMobile-LTE-short.down, TMobile-LTE-short",
        "TMobile-LTE-short.up, TMobile-LTE-short",
        "alone, alone",
    })
    void partsAndDirectionsAreOfOneTrip(String link, String trip) {
        assertThat(Trip.of(link)).isEqualTo(trip);
    }
}
