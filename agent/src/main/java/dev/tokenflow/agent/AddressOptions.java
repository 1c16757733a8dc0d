package dev.tokenflow.agent;

import dev.tokenflow.agent.batch.AddressRule;
import dev.tokenflow.protocol.event.Pseudonyms;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say under which addresses peers leave this host. */
final class AddressOptions {
    /** The words of the option. */
    enum Mode {
        full,
        prefix,
        hmac
    }

    @Option(
            names = "--address-mode",
            defaultValue = "full",
            paramLabel = "MODE",
            description = "Under which address a client is reported: full, its own; prefix, the first one of its /24 or"
                    + " /56, so that hints are for networks; hmac, a name that changes every day (UTC) and that only"
                    + " holders of --address-key know. Default: ${DEFAULT-VALUE}.")
    private Mode mode = Mode.full;

    @Option(
            names = "--address-key",
            paramLabel = "FILE",
            description = "The key of --address-mode hmac, at least 16 bytes. Whoever asks for hints needs it too: the"
                    + " gateway's --address-key, or HintClient's pseudonyms.")
    private @Nullable Path key;

    AddressRule rule() {
        if (mode == Mode.hmac) {
            if (key == null) {
                throw new IllegalArgumentException("--address-mode hmac needs --address-key FILE");
            }
            return AddressRule.named(Pseudonyms.ofKeyFile(key));
        }
        if (key != null) {
            throw new IllegalArgumentException("--address-key is for --address-mode hmac, this is " + mode);
        }
        return mode == Mode.prefix ? AddressRule.PREFIX : AddressRule.FULL;
    }
}
