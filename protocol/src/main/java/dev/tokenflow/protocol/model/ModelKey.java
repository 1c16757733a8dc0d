package dev.tokenflow.protocol.model;

/**
 * The key of a record of the topic {@code models}: {@code NAME} for the model in use, {@code NAME@VERSION} for the same
 * bytes kept for a way back, and {@code NAME/card/VERSION} for the version's {@link ModelCard}. This is the one place
 * that tells them apart.
 *
 * @param name of the model, without {@code @} and {@code /}
 * @param kind what the value of the record is
 * @param version empty for the model in use
 */
public record ModelKey(String name, Kind kind, String version) {
    private static final String CARD = "/card/";
    private static final char KEPT = '@';

    /** What a record's value is. */
    public enum Kind {
        /** A model's bytes, in use; without a value it is withdrawn. */
        IN_USE,
        /** The bytes of a version that was in use once, or still is. */
        KEPT,
        /** A {@link ModelCard}. */
        CARD
    }

    /** The model in use. */
    public static ModelKey inUse(String name) {
        return new ModelKey(name, Kind.IN_USE, "");
    }

    /** A version that is kept. */
    public static ModelKey kept(String name, String version) {
        return new ModelKey(name, Kind.KEPT, version);
    }

    /** The card of a version. */
    public static ModelKey card(String name, String version) {
        return new ModelKey(name, Kind.CARD, version);
    }

    /** Reads any key: one that is neither kept nor a card names a model in use, whatever it says. */
    public static ModelKey parse(String text) {
        int card = text.indexOf(CARD);
        if (card > 0) {
            return card(text.substring(0, card), text.substring(card + CARD.length()));
        }
        int kept = text.indexOf(KEPT);
        return kept > 0 ? kept(text.substring(0, kept), text.substring(kept + 1)) : inUse(text);
    }

    /** As Kafka has it. */
    public String text() {
        return switch (kind) {
            case IN_USE -> name;
            case KEPT -> name + KEPT + version;
            case CARD -> name + CARD + version;
        };
    }
}
