package dev.tokenflow.core.model.path;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowPathTest {
    @Test
    void thePathIsThatOfTheWholeRow() throws Exception {
        for (String head : new String[] {
            "{\"scope\":\"client\",\"key\":\"203.0.113.7\",",
            "{\"scope\":\"prefix\",\"key\":\"203.0.113.0/24\",\"tenant\":\"x y\","
        }) {
            String row = head + "\"window_end\":\"2025-11-30T12:00:00.000Z\",\"rtt_ms\":{\"count\":0},"
                    + "\"segments\":0,\"retransmits\":0,\"dsacks\":0,\"active_streams\":0,\"unsent_bytes\":0}";

            assertThat(RowPath.of(row))
                    .isEqualTo(PathRowCodec.decode(row).sample().path());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no row",
                "{\"scope\":\"client",
                "{\"scope\":\"client\",\"key\":\"a",
                "{\"key\":\"a\",\"scope\":\"client\"}",
                "{\"scope\":\"client\",\"key\":\"a\\\"b\","
            })
    void whatDoesNotBeginAsRowsDoHasToBeRead(String row) {
        assertThat(RowPath.of(row)).isNull();
    }
}
