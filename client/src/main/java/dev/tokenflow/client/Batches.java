package dev.tokenflow.client;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Divides addresses among requests, so that no request line gets too long. */
final class Batches {
    private static final int MOST_PER_REQUEST = 250;

    private Batches() {}

    static List<List<WatchedAddress>> of(List<WatchedAddress> addresses) {
        List<List<WatchedAddress>> batches = new ArrayList<>();
        for (int from = 0; from < addresses.size(); from += MOST_PER_REQUEST) {
            batches.add(addresses.subList(from, Math.min(addresses.size(), from + MOST_PER_REQUEST)));
        }
        return batches;
    }

    /** {@code client=a&client=b}. */
    static String query(List<WatchedAddress> batch) {
        return batch.stream().map(address -> "client=" + address.address()).collect(Collectors.joining("&"));
    }
}
