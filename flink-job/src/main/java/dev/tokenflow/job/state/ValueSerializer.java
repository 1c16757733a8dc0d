package dev.tokenflow.job.state;

/** A {@link StateSerializer} of values that are never changed: a copy is the value itself. */
abstract class ValueSerializer<T> extends StateSerializer<T> {
    private static final long serialVersionUID = 1L;

    @Override
    public final boolean isImmutableType() {
        return true;
    }

    @Override
    public final T copy(T from) {
        return from;
    }

    @Override
    public final T createInstance() {
        throw new IllegalStateException("values are never reused");
    }
}
