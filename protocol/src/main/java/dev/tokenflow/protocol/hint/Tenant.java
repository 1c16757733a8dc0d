package dev.tokenflow.protocol.hint;

/**
 * Names the team or customer whose clients something is about, where several of them share one installation: a plain
 * string, checked here. Clients of two tenants may have the same address; their hints never mix.
 */
public final class Tenant {
    /** Nobody's in particular: the only tenant of an installation that has no tenants. */
    public static final String NONE = "";

    /** Most characters of a name. */
    public static final int MAX_LENGTH = 64;

    private Tenant() {}

    /**
     * Whether this is {@link #NONE} or a name: 1 to {@value #MAX_LENGTH} ASCII letters, digits, dots, hyphens and
     * underscores. Neither {@code @} nor {@code /} can be in a name, so it may stand in a Kafka key.
     */
    public static boolean isValid(String tenant) {
        if (tenant.length() > MAX_LENGTH) {
            return false;
        }
        for (int i = 0; i < tenant.length(); i++) {
            char c = tenant.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            boolean digit = c >= '0' && c <= '9';
            if (!letter && !digit && c != '.' && c != '-' && c != '_') {
                return false;
            }
        }
        return true;
    }

    /**
     * The tenant itself.
     *
     * @throws IllegalArgumentException when it is no valid name
     */
    public static String require(String tenant) {
        if (!isValid(tenant)) {
            throw new IllegalArgumentException("tenant is '" + tenant + "', expected at most " + MAX_LENGTH
                    + " ASCII letters, digits, '.', '-' and '_'");
        }
        return tenant;
    }
}
