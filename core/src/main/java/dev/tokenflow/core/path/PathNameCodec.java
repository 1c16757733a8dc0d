package dev.tokenflow.core.path;

import dev.tokenflow.core.codec.PackedInput;
import dev.tokenflow.core.codec.PackedOutput;
import dev.tokenflow.protocol.hint.Scope;

/**
 * The saved form of a {@link PathName} whose tenant is known from what stands around it: a byte for the scope, then 16
 * bytes of address, or the text of a site.
 */
public final class PathNameCodec {
    private PathNameCodec() {}

    public static void write(PackedOutput out, PathName name) {
        out.putByte(name.scope() == Scope.CLIENT ? 1 : name.scope() == Scope.PREFIX ? 2 : 3);
        if (name.scope() == Scope.SITE) {
            out.putText(name.text());
        } else {
            out.putLong(name.hi()).putLong(name.lo());
        }
    }

    public static PathName read(PackedInput in, String tenant) {
        return switch (in.readByte()) {
            case 1 -> PathName.client(tenant, in.readLong(), in.readLong());
            case 2 -> new PathName(tenant, Scope.PREFIX, in.readLong(), in.readLong(), "");
            default -> PathName.site(tenant, in.readText());
        };
    }
}
