package dev.tokenflow.testbed.netns;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunNameTest {
    @Test
    void namesTellTheirOwner() {
        RunName run = RunName.next();
        assertThat(run.ownerPid()).isEqualTo(ProcessHandle.current().pid());
        assertThat(RunName.ofNamespace(run.namespace("server"))).contains(run);
        assertThat(RunName.ofNamespace(run.namespace("far"))).contains(run);
        TunPair pair = TunPair.of(run, 19, ClientSide.NEAR);
        assertThat(RunName.ofDevice(pair.serverDevice())).contains(run);
        assertThat(RunName.ofDevice(pair.clientDevice())).contains(run);
        assertThat(pair.serverDevice().length()).isLessThanOrEqualTo(15);
        assertThat(RunName.next()).isNotEqualTo(run);
    }

    @Test
    void everyArmAndSideHasItsOwnAddresses() {
        RunName run = RunName.next();
        assertThat(TunPair.of(run, 0, ClientSide.FAR).clientAddress()).isEqualTo("10.77.0.2");
        assertThat(TunPair.of(run, 0, ClientSide.NEAR).clientAddress()).isEqualTo("10.77.1.2");
        assertThat(TunPair.of(run, 19, ClientSide.NEAR).serverAddress()).isEqualTo("10.77.39.1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "server",
                "tf-server",
                "tf-abcdef",
                "tf-ABCDEF-server",
                "tf-abcdef-server2",
                "x-tf-abcdef-server",
                ""
            })
    void foreignNamesAreNotOurs(String name) {
        assertThat(RunName.ofNamespace(name)).isEmpty();
        assertThat(RunName.ofDevice(name)).isEmpty();
    }
}
