package dev.tokenflow.job.config;

import dev.tokenflow.core.pacing.PacingConfig;
import dev.tokenflow.core.pacing.PacingLaw;
import dev.tokenflow.core.pacing.WireCost;
import dev.tokenflow.core.pacing.law.PacingAlgorithm;
import dev.tokenflow.protocol.event.IpAddress;
import java.io.Serializable;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which law decides: one for everybody, and others for chosen clients, to compare them on live traffic.
 *
 * @param standard for everybody else; default coalesce-first
 * @param chosen by client address, in its canonical form; default none
 */
public record LawChoice(PacingAlgorithm standard, Map<String, PacingAlgorithm> chosen) implements Serializable {
    public static final LawChoice DEFAULT = new LawChoice(PacingAlgorithm.COALESCE_FIRST, Map.of());

    public LawChoice {
        chosen = new TreeMap<>(chosen);
    }

    /**
     * Reads {@code 203.0.113.7=aimd,203.0.113.8=unpaced}; {@code none} or nothing for no exceptions.
     *
     * @throws IllegalArgumentException saying which part is wrong and what was expected
     */
    public static LawChoice parse(String standard, String exceptions) {
        Map<String, PacingAlgorithm> chosen = new TreeMap<>();
        if (!exceptions.isBlank() && !exceptions.equals("none")) {
            for (String exception : exceptions.split(",", -1)) {
                int equals = exception.indexOf('=');
                if (equals < 0) {
                    throw new IllegalArgumentException(
                            "law-for: '" + exception + "', expected ADDRESS=LAW such as 203.0.113.7=aimd");
                }
                chosen.put(
                        IpAddress.parse(exception.substring(0, equals).strip()).toString(),
                        PacingAlgorithm.ofWord(exception.substring(equals + 1).strip()));
            }
        }
        return new LawChoice(PacingAlgorithm.ofWord(standard), chosen);
    }

    /** The laws that are needed, ready to decide. */
    public Map<PacingAlgorithm, PacingLaw> laws(PacingConfig pacing, WireCost wire) {
        Map<PacingAlgorithm, PacingLaw> laws = new EnumMap<>(PacingAlgorithm.class);
        laws.put(standard, standard.law(pacing, wire));
        chosen.values().forEach(algorithm -> laws.computeIfAbsent(algorithm, a -> a.law(pacing, wire)));
        return laws;
    }

    /** The algorithm for a client's address. */
    public PacingAlgorithm of(String client) {
        return chosen.isEmpty() ? standard : chosen.getOrDefault(client, standard);
    }
}
