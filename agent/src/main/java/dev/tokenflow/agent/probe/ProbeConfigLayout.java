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
    static final int MAX_FLOWS = 16;
    static final int RARE_EVENTS_PER_S = 20;
    static final int WAKEUP_BYTES = 24;
    static final int FILTER_PORTS = 28;
    static final int FILTER_NETNS = 32;
    static final int FILTER_REMOTES = 36;
    static final int WITH_CALLBACK = 40;
    static final int US_PER_JIFFY = 44;
    static final int TELLS_ERROR = 48;
    static final int PORTS = 56;
    static final int SIZE = 8248;

    private ProbeConfigLayout() {}

    /** Offset by C field name, in struct order, for the comparison with the compiler's own layout. */
    static Map<String, Integer> offsets() {
        Map<String, Integer> offsets = new LinkedHashMap<>();
        offsets.put("throttle_ns", THROTTLE_NS);
        offsets.put("cgroup_id", CGROUP_ID);
        offsets.put("max_flows", MAX_FLOWS);
        offsets.put("rare_events_per_s", RARE_EVENTS_PER_S);
        offsets.put("wakeup_bytes", WAKEUP_BYTES);
        offsets.put("filter_ports", FILTER_PORTS);
        offsets.put("filter_netns", FILTER_NETNS);
        offsets.put("filter_remotes", FILTER_REMOTES);
        offsets.put("with_callback", WITH_CALLBACK);
        offsets.put("us_per_jiffy", US_PER_JIFFY);
        offsets.put("tells_error", TELLS_ERROR);
        offsets.put("ports", PORTS);
        return offsets;
    }
}
