package dev.tokenflow.ops.doctor;

import java.util.Locale;

/** The parts of TokenFlow that need different things from a machine; {@code deploy/requirements.tsv} has the things. */
public enum Part {
    BUILD("to build TokenFlow", true),
    REPORT("to draw the demo's report", true),
    PROBE("to compile the kernel probe", false),
    KERNEL("to watch and shape real TCP: agent, and demo on the kernel's network (without: a simulated one)", false),
    UP("to start the stack: ./tokenflow up", false),
    DASHBOARDS("to collect metrics for the dashboards", false),
    TEST("to run every test: ./tokenflow test", false),
    COMPOSE("to run the stack in containers", false);

    private final String purpose;
    private final boolean neededByDemo;

    Part(String purpose, boolean neededByDemo) {
        this.purpose = purpose;
        this.neededByDemo = neededByDemo;
    }

    /** As the table spells it. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    String purpose() {
        return purpose;
    }

    boolean isNeededByDemo() {
        return neededByDemo;
    }
}
