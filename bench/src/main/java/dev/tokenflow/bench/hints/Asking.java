package dev.tokenflow.bench.hints;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Random;

/** Asks a server for hints over kept-alive connections, on the calling thread. */
final class Asking implements AutoCloseable {
    private static final double NANOS = 1e9;

    private final Selector selector = Selector.open();
    private final List<Asker> askers = new ArrayList<>();
    private final Deque<Asker> idle = new ArrayDeque<>();
    private final byte[][] requests;
    private final Random random = new Random(1);

    /**
     * Connects.
     *
     * @param addresses whom to ask for, each as often as the others
     */
    Asking(InetSocketAddress server, int connections, List<String> addresses) throws IOException {
        requests = addresses.stream()
                .map(address -> ("GET /v1/hints/" + address + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII))
                .toArray(byte[][]::new);
        for (int i = 0; i < connections; i++) {
            askers.add(new Asker(server, selector, false));
        }
        idle.addAll(askers);
    }

    /** Answers a second while every connection asks again as soon as it was answered. */
    double flatOut(double seconds) throws IOException {
        long startNs = System.nanoTime();
        long endNs = startNs + Math.round(seconds * NANOS);
        long answers = 0;
        while (!idle.isEmpty()) {
            idle.pop().ask(next(), startNs);
        }
        long nowNs = startNs;
        while (nowNs < endNs) {
            selector.select();
            nowNs = System.nanoTime();
            for (SelectionKey key : selector.selectedKeys()) {
                Asker asker = (Asker) key.attachment();
                if (asker.read()) {
                    answers++;
                    asker.ask(next(), nowNs);
                }
            }
            selector.selectedKeys().clear();
        }
        double took = (nowNs - startNs) / NANOS;
        drain();
        return answers / took;
    }

    /**
     * Asks at times that do not depend on the answers, a Poisson process. A request that finds no free connection waits
     * for one, and the wait counts.
     *
     * @return latencies in ms, ascending, from when a request was due
     */
    double[] openLoop(double perSecond, double seconds) throws IOException {
        long startNs = System.nanoTime();
        long endNs = startNs + Math.round(seconds * NANOS);
        double[] latencies = new double[(int) (perSecond * seconds * 1.2) + 1000];
        int count = 0;
        long dueNs = startNs;
        while (dueNs < endNs && count < latencies.length) {
            long nowNs = System.nanoTime();
            while (dueNs <= nowNs && dueNs < endNs && !idle.isEmpty()) {
                idle.pop().ask(next(), dueNs);
                dueNs += Math.round(-Math.log1p(-random.nextDouble()) * NANOS / perSecond);
            }
            selector.selectNow(); // sleeping would be too coarse: the asker spins, and is no part of what is measured
            count = collect(latencies, count);
        }
        drain();
        double[] sorted = Arrays.copyOf(latencies, count);
        Arrays.sort(sorted);
        return sorted;
    }

    private int collect(double[] latencies, int count) throws IOException {
        if (selector.selectedKeys().isEmpty()) {
            return count;
        }
        int next = count;
        for (SelectionKey key : selector.selectedKeys()) {
            Asker asker = (Asker) key.attachment();
            if (asker.read()) {
                if (next < latencies.length) {
                    latencies[next++] = (System.nanoTime() - asker.dueNs()) / 1e6;
                }
                idle.add(asker);
            }
        }
        selector.selectedKeys().clear();
        return next;
    }

    /** Waits for the answers under way. */
    private void drain() throws IOException {
        idle.clear();
        while (askers.stream().anyMatch(Asker::isAsking)) {
            selector.select();
            for (SelectionKey key : selector.selectedKeys()) {
                ((Asker) key.attachment()).read();
            }
            selector.selectedKeys().clear();
        }
        idle.addAll(askers);
    }

    private byte[] next() {
        return requests[random.nextInt(requests.length)];
    }

    @Override
    public void close() throws IOException {
        for (Asker asker : askers) {
            asker.close();
        }
        selector.close();
    }
}
