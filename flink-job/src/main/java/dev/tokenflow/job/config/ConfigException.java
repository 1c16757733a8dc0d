package dev.tokenflow.job.config;

/**
 * A setting that cannot be used: names the key, its value and what was expected. No stack trace: it describes input,
 * not code.
 */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ConfigException(String message) {
        super(message, null, false, false);
    }

    static ConfigException of(String key, String value, String expected) {
        return new ConfigException("--" + key + " is '" + value + "', expected " + expected);
    }
}
