package dev.tokenflow.ops.chaos.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class FaultPlanTest {
    private static final Duration NONE = Duration.ZERO;

    @Test
    void theRateIsATokenBucketWithASecondOfQueue() {
        assertThat(plan(new Faults(NONE, NONE, 0, 2_000_000), false).commands())
                .containsExactly("qdisc add dev x0 root handle fa07: tbf rate 2000000bit burst 1564 limit 251564");
        assertThat(plan(new Faults(NONE, NONE, 0, 1_000_000_000), true).commands())
                .containsExactly(
                        "qdisc add dev x0 root handle fa07: tbf rate 1000000000bit burst 625000 limit 125625000");
    }

    @Test
    void aLowRateStillHasRoomForPackets() {
        assertThat(plan(new Faults(NONE, NONE, 0, 8_000), false).commands())
                .containsExactly("qdisc add dev x0 root handle fa07: tbf rate 8000bit burst 1564 limit 15640");
    }

    @Test
    void netemComesBeforeTheBucket() {
        FaultPlan plan = plan(new Faults(Duration.ofMillis(100), Duration.ofMillis(20), 0.02, 2_000_000), true);
        assertThat(plan.commands())
                .containsExactly(
                        "qdisc add dev x0 root handle fa07: netem limit 100000 delay 100ms 20ms loss 2%",
                        "qdisc add dev x0 parent fa07:1 tbf rate 2000000bit burst 1564 limit 251564");
        assertThat(plan.steals()).isFalse();
        assertThat(plan.takesRoot()).isTrue();
    }

    @Test
    void withoutNetemPacketsAreStolenAndTheRootStays() {
        FaultPlan plan = plan(new Faults(NONE, NONE, 0.5, 0), false);
        assertThat(plan.commands())
                .containsExactly(
                        "qdisc add dev x0 clsact",
                        "filter add dev x0 egress protocol all pref 1 handle 0xfa07 bpf da bytecode"
                                + " \"4,32 0 0 4294963256,37 1 0 2147483647,6 0 0 4,6 0 0 4294967295\"");
        assertThat(plan.steals()).isTrue();
        assertThat(plan.takesRoot()).isFalse();
        assertThat(plan(new Faults(NONE, NONE, 1, 0), false).commands().get(1)).contains("37 1 0 4294967295,");
    }

    @Test
    void onlyTheRootOfSomebodyElseIsReplaced() {
        Faults faults = new Faults(NONE, NONE, 0.5, 2_000_000);
        assertThat(FaultPlan.of(faults, "x0", "fa07", 1500, false, true).commands())
                .satisfiesExactly(
                        first -> assertThat(first).startsWith("qdisc replace dev x0 root handle fa07: tbf"),
                        second -> assertThat(second).isEqualTo("qdisc add dev x0 clsact"),
                        third -> assertThat(third).startsWith("filter add"));
    }

    private static FaultPlan plan(Faults faults, boolean netem) {
        return FaultPlan.of(faults, "x0", "fa07", 1500, netem, false);
    }
}
