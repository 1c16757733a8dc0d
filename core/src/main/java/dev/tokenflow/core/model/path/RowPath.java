package dev.tokenflow.core.model.path;

import org.jspecify.annotations.Nullable;

/**
 * The path of a row of {@code path-features} without reading the row: of a flood of rows only some paths are learnt
 * from, and to read the others would take most of the time.
 */
public final class RowPath {
    private static final String SCOPE = "{\"scope\":\"";
    private static final String KEY = "\",\"key\":\"";
    private static final String TENANT = "\",\"tenant\":\"";

    private RowPath() {}

    /**
     * The path as {@link PathSample#path} has it.
     *
     * @return null when the row does not begin as {@link PathRowCodec} writes it
     */
    public static @Nullable String of(String row) {
        if (!row.startsWith(SCOPE)) {
            return null;
        }
        int scopeEnd = row.indexOf('"', SCOPE.length());
        if (scopeEnd < 0 || !row.startsWith(KEY, scopeEnd)) {
            return null;
        }
        String scope = row.substring(SCOPE.length(), scopeEnd);
        int keyFrom = scopeEnd + KEY.length();
        int keyEnd = row.indexOf('"', keyFrom);
        if (keyEnd < 0 || isEscaped(row, keyFrom, keyEnd)) {
            return null;
        }
        String key = row.substring(keyFrom, keyEnd);
        if (!row.startsWith(TENANT, keyEnd)) {
            return scope + "/" + key;
        }
        int tenantFrom = keyEnd + TENANT.length();
        int tenantEnd = row.indexOf('"', tenantFrom);
        return tenantEnd < 0 || isEscaped(row, tenantFrom, tenantEnd)
                ? null
                : scope + "@" + row.substring(tenantFrom, tenantEnd) + "/" + key;
    }

    private static boolean isEscaped(String row, int from, int to) {
        for (int i = from; i < to; i++) {
            if (row.charAt(i) == '\\') {
                return true;
            }
        }
        return false;
    }
}
