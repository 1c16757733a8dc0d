package dev.tokenflow.protocol.event;

/**
 * Brings events of version 1, 168 bytes each, into the layout of {@link TcpEventLayout}, so that everything behind the
 * decoder knows one layout only and reads fields at constant offsets. Members that nothing ever read (totals, the
 * kernel's other estimators, the local address) are left out; members of version 2 become 0, which means unknown.
 */
final class EventsOfVersion1 {
    /** Size of the struct in version 1. */
    static final int SIZE = 168;

    /** Offset in version 1, offset in version 2, bytes. */
    private static final int[][] MEMBERS = {
        {0, TcpEventLayout.TS_NS, 8},
        {8, TcpEventLayout.SOCK_COOKIE, 8},
        {24, TcpEventLayout.BYTES_ACKED_DELTA, 8},
        {32, TcpEventLayout.RTT_SUM_US, 8},
        {64, TcpEventLayout.REMOTE_ADDR, 16},
        {84, TcpEventLayout.RTT_US, 4},
        {92, TcpEventLayout.MDEV_US, 4},
        {108, TcpEventLayout.PACKETS_OUT, 4},
        {112, TcpEventLayout.SEGMENTS, 4},
        {128, TcpEventLayout.DELIVERED_DELTA, 4},
        {132, TcpEventLayout.DSACK_DELTA, 4},
        {136, TcpEventLayout.UNSENT_BYTES, 4},
        {140, TcpEventLayout.RTT_COUNT, 4},
        {144, TcpEventLayout.RTT_MIN_US, 4},
        {148, TcpEventLayout.RTT_MAX_US, 4},
        {152, TcpEventLayout.LOCAL_PORT, 2},
        {154, TcpEventLayout.REMOTE_PORT, 2},
        {158, TcpEventLayout.KIND, 1},
    };

    private static final int FLAGS = 160;

    private EventsOfVersion1() {}

    /**
     * The same events in the present layout, one after another.
     *
     * @param first offset of the first event in {@code record}
     * @param eventBytes distance between events, {@link #SIZE} or more
     */
    static byte[] inPresentLayout(byte[] record, int first, int eventBytes, int count) {
        byte[] events = new byte[count * TcpEventLayout.SIZE];
        for (int i = 0; i < count; i++) {
            int from = first + i * eventBytes;
            int to = i * TcpEventLayout.SIZE;
            for (int[] member : MEMBERS) {
                System.arraycopy(record, from + member[0], events, to + member[1], member[2]);
            }
            // Of its flags version 1 knew this one only.
            events[to + TcpEventLayout.FLAGS] = (byte) (record[from + FLAGS] & TcpEventLayout.FLAG_APP_LIMITED);
        }
        return events;
    }
}
