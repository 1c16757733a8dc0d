package dev.tokenflow.agent.probe;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Byte offsets of {@code struct probe_control} in {@code bpf/probe_config.h}. The meaning of each field stands in that
 * header.
 */
final class ProbeControlLayout {
    static final int FLOWS = 0;
    static final int IS_REPORTING = 8;
    static final int EXCLUDED_COUNT = 12;
    static final int EXCLUDED = 16;
    static final int SIZE = 8208;

    private ProbeControlLayout() {}

    /** Offset by C field name, in struct order, for the comparison with the compiler's own layout. */
    static Map<String, Integer> offsets() {
        Map<String, Integer> offsets = new LinkedHashMap<>();
        offsets.put("flows", FLOWS);
        offsets.put("is_reporting", IS_REPORTING);
        offsets.put("excluded_count", EXCLUDED_COUNT);
        offsets.put("excluded", EXCLUDED);
        return offsets;
    }
}
