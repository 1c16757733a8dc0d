package dev.tokenflow.gateway.config;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Where to listen.
 *
 * @param host address or name
 * @param port 0 = any free one
 */
public record ListenAddress(String host, int port) {
    private static final int MAX_PORT = 65_535;

    /** {@code host:port}, {@code [::1]:port}, {@code :port} or a bare port, which mean every address. */
    public static final class Converter implements ITypeConverter<ListenAddress> {
        @Override
        public ListenAddress convert(String text) {
            int colon = text.lastIndexOf(':');
            String host = colon <= 0 ? "0.0.0.0" : text.substring(0, colon);
            try {
                int port = Integer.parseInt(text.substring(colon + 1));
                boolean bare = host.indexOf(':') >= 0 && !(host.startsWith("[") && host.endsWith("]"));
                if (port < 0 || port > MAX_PORT || bare) {
                    throw new NumberFormatException();
                }
                return new ListenAddress(host.startsWith("[") ? host.substring(1, host.length() - 1) : host, port);
            } catch (NumberFormatException e) {
                throw new TypeConversionException(
                        "'" + text + "' is not an address to listen on, expected such as 0.0.0.0:8080 or [::1]:8080");
            }
        }
    }

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
