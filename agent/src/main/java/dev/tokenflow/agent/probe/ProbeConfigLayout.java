package dev.tokenflow.agent.probe;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Byte offsets of {@code struct probe_config} in {@code bpf/probe_config.h}. The meaning of each field stands in that
 * header.
 */
final class ProbeConfigLayout {
    static final int THROTTLE_NS = 0;
    static final int CGROUP_ID = 8;
    static final int CGROUP_LEVEL = 16;
    static final int WAKEUP_BYTES = 20;
    static final int FILTER_PORTS = 24;
    static final int FILTER_NETNS = 28;
    static final int FILTER_REMOTES = 32;
    static final int EXCLUDED_COUNT = 36;
    static final int WITH_CALLBACK = 40;
    static final int US_PER_JIFFY = 44;
    static final int EXCLUDED_PORTS = 48;
    static final int PORTS = 64;
    static final int SIZE = 8256;

    static final int MAX_EXCLUDED_PORTS = 8;

    private ProbeConfigLayout() {}

    /** Offset by C field name, in struct order, for the comparison with the compiler's own layout. */
    static Map<String, Integer> offsets() {
        Map<String, Integer> offsets = new LinkedHashMap<>();
        offsets.put("throttle_ns", THROTTLE_NS);
        offsets.put("cgroup_id", CGROUP_ID);
        offsets.put("cgroup_level", CGROUP_LEVEL);
        offsets.put("wakeup_bytes", WAKEUP_BYTES);
        offsets.put("filter_ports", FILTER_PORTS);
        offsets.put("filter_netns", FILTER_NETNS);
        offsets.put("filter_remotes", FILTER_REMOTES);
        offsets.put("excluded_count", EXCLUDED_COUNT);
        offsets.put("with_callback", WITH_CALLBACK);
        offsets.put("us_per_jiffy", US_PER_JIFFY);
        offsets.put("excluded_ports", EXCLUDED_PORTS);
        offsets.put("ports", PORTS);
        return offsets;
    }
}
