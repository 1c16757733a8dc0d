package dev.tokenflow.protocol.event;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Addresses under other names, for all who carry and keep them in between: an agent that reports by these names and a
 * sender that asks for hints by them share a key, and nobody else can tell whose they are. The names change every day
 * (UTC), so that what is kept of two days cannot be put together without the key.
 *
 * <p>A name is an address of {@code fd00::/8}, which no host of the internet has. Its first 56 bits depend on the
 * network of the address alone ({@link IpAddress#prefix}), so that neighbours stay neighbours; all of it are the first
 * bits of HMAC-SHA256 (RFC 2104) with the key of the day, which is the HMAC of the number of the day with the key. All
 * methods may be called from any thread.
 */
public final class Pseudonyms {
    /** Fewer bytes can be guessed. */
    public static final int MIN_KEY_BYTES = 16;

    private static final String ALGORITHM = "HmacSHA256";
    private static final long MS_PER_DAY = TimeUnit.DAYS.toMillis(1);
    private static final int MOST_KNOWN = 1 << 17;
    private static final long UNIQUE_LOCAL = 0xfdL << 56;
    private static final long AFTER_FIRST_BYTE = -1L >>> 8;
    private static final int HOST_BITS_OF_FIRST_HALF = 8;
    private static final byte NETWORK = 0;
    private static final byte ADDRESS = 1;

    private final SecretKeySpec key;
    private volatile Day day;

    private Pseudonyms(byte[] key) {
        if (key.length < MIN_KEY_BYTES) {
            throw new IllegalArgumentException(
                    "the key of addresses has " + key.length + " bytes, expected at least " + MIN_KEY_BYTES);
        }
        this.key = new SecretKeySpec(key, ALGORITHM);
        day = new Day(Long.MIN_VALUE, this.key);
    }

    /** The names of one day, as far as they were asked for. */
    private record Day(
            long number, SecretKeySpec key, Map<IpAddress, IpAddress> names, Map<IpAddress, IpAddress> originals) {
        Day(long number, SecretKeySpec key) {
            this(number, key, new ConcurrentHashMap<>(), new ConcurrentHashMap<>());
        }
    }

    /**
     * Names by a key.
     *
     * @throws IllegalArgumentException when it has fewer than {@value #MIN_KEY_BYTES} bytes
     */
    public static Pseudonyms ofKey(byte[] key) {
        return new Pseudonyms(key);
    }

    /**
     * Names by the key that is all of a file, ends of lines at its end left out.
     *
     * @throws IllegalArgumentException when it cannot be read or is too short; the message names it
     */
    public static Pseudonyms ofKeyFile(Path file) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            int length = bytes.length;
            while (length > 0 && (bytes[length - 1] == '\n' || bytes[length - 1] == '\r')) {
                length--;
            }
            return new Pseudonyms(Arrays.copyOf(bytes, length));
        } catch (IOException e) {
            throw new IllegalArgumentException("the key of addresses " + file + " cannot be read", e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }

    /**
     * The name of an address.
     *
     * @param wallMs ms since 1970
     */
    public IpAddress of(IpAddress address, long wallMs) {
        Day now = dayOf(wallMs);
        IpAddress name = now.names.get(address);
        if (name != null) {
            return name;
        }
        if (now.names.size() >= MOST_KNOWN) {
            now.names.clear();
            now.originals.clear();
        }
        IpAddress made = name(now.key, address);
        now.names.put(address, made);
        now.originals.put(made, address);
        return made;
    }

    /** Whose name it is, if it was asked for today; else the name itself. */
    public IpAddress original(IpAddress name) {
        return day.originals.getOrDefault(name, name);
    }

    private Day dayOf(long wallMs) {
        long number = Math.floorDiv(wallMs, MS_PER_DAY);
        Day known = day;
        if (known.number != number) {
            byte[] ofDay =
                    hmac(key, ByteBuffer.allocate(Long.BYTES).putLong(number).array());
            known = new Day(number, new SecretKeySpec(ofDay, ALGORITHM));
            day = known;
        }
        return known;
    }

    private static IpAddress name(SecretKeySpec key, IpAddress address) {
        long network = bits(key, NETWORK, address.network()).getLong() & AFTER_FIRST_BYTE;
        ByteBuffer own = bits(key, ADDRESS, address);
        long firstHalf = UNIQUE_LOCAL | (network & -(1L << HOST_BITS_OF_FIRST_HALF)) | (own.get() & 0xff);
        return new IpAddress(firstHalf, own.getLong());
    }

    private static ByteBuffer bits(SecretKeySpec key, byte what, IpAddress address) {
        return ByteBuffer.wrap(hmac(
                key,
                ByteBuffer.allocate(1 + 2 * Long.BYTES)
                        .put(what)
                        .putLong(address.hi())
                        .putLong(address.lo())
                        .array()));
    }

    private static byte[] hmac(SecretKeySpec key, byte[] message) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }
}
