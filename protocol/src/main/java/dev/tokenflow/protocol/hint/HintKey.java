package dev.tokenflow.protocol.hint;

/**
 * What a hint speaks for, as the key of its record in the compacted hint topic. Without a tenant:
 * {@code client/203.0.113.7}, {@code prefix/203.0.113.0/24}, {@code site/host-a}. With one, the tenant stands behind
 * the scope: {@code client@team-a/203.0.113.7}. Neither scopes nor tenants contain {@code @} or {@code /}, so a key is
 * read in one way only, whatever the name contains.
 *
 * @param tenant see {@link Tenant}
 * @param scope {@link Scope#UNKNOWN} for the scopes of a later version
 * @param name {@code address:port}, an address, a prefix or a site; 1 to 255 characters
 */
public record HintKey(String tenant, Scope scope, String name) {
    private static final int MAX_NAME_LENGTH = 255;

    public HintKey {
        if (name.isEmpty() || name.length() > MAX_NAME_LENGTH) {
            throw new IllegalArgumentException(
                    "the name in the key has " + name.length() + " characters, expected 1 to " + MAX_NAME_LENGTH);
        }
    }

    /** The key under which a hint is published. */
    public static HintKey of(Hint hint) {
        return new HintKey(hint.tenant(), hint.scope(), hint.key());
    }

    /**
     * Reads a key of the topic. A scope of a later version becomes {@link Scope#UNKNOWN}.
     *
     * @throws IllegalArgumentException when it is no key of a hint
     */
    public static HintKey parse(String kafkaKey) {
        int slash = kafkaKey.indexOf('/');
        if (slash < 1) {
            throw new IllegalArgumentException(
                    "the key is '" + kafkaKey + "', expected scope/name or scope@tenant/name");
        }
        int at = kafkaKey.lastIndexOf('@', slash);
        String scope = kafkaKey.substring(0, at < 0 ? slash : at);
        String tenant = at < 0 ? Tenant.NONE : Tenant.require(kafkaKey.substring(at + 1, slash));
        return new HintKey(tenant, Scope.ofWord(scope), kafkaKey.substring(slash + 1));
    }

    /** The key of the topic's record. */
    public String kafkaKey() {
        return tenant.isEmpty() ? scope.word() + "/" + name : scope.word() + "@" + tenant + "/" + name;
    }
}
