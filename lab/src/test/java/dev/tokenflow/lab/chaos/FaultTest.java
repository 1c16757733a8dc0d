package dev.tokenflow.lab.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tokenflow.simulator.link.LinkSchedule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FaultTest {
    @Test
    void saysWhatItDoes() {
        assertThat(fault("rate=2mbit")).hasToString("rate 2000000bit");
        assertThat(fault("delay=100ms jitter=20ms loss=2%")).hasToString("delay 100 ms ± 20 ms, loss 2.0 %");
    }

    @Test
    void nothingIsNoFault() {
        assertThatThrownBy(() -> fault("")).hasMessageContaining("at least one of");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "eth0;reboot", "averyveryverylongname"})
    void aDeviceHasAName(String name) {
        assertThatThrownBy(() -> new Device(name, "")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aDeviceIsFoundAgainByItsWord() {
        assertThat(Device.ofWord(new Device("eth0", "").word())).isEqualTo(new Device("eth0", ""));
        assertThat(Device.ofWord(new Device("va", "ns-1").word())).isEqualTo(new Device("va", "ns-1"));
    }

    private static Fault fault(String words) {
        return new Fault(LinkSchedule.parse("fault 1s " + words + "; end 1s rate=1mbit")
                .phases()
                .getFirst());
    }
}
