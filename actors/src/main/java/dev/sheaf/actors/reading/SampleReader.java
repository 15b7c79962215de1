package dev.sheaf.actors.reading;

/** Reads the samples of a batch, from wherever they are. */
public interface SampleReader {
  /**
   * Admits the request or refuses it, at once; bytes are gathered in the background and come by
   * {@link SampleStream#next}.
   *
   * @throws Overloaded when the node has no room for it now; try again after the time it names
   */
  SampleStream read(SampleRequest request) throws Overloaded;

  /** The node has no room for a request now. */
  final class Overloaded extends Exception {
    private static final long serialVersionUID = 1L;
    private final long retryAfterNanos;

    /** A refusal that says which budget is spent. */
    public Overloaded(String budget, long retryAfterNanos) {
      super(budget);
      this.retryAfterNanos = retryAfterNanos;
    }

    /** When it is worth trying again. */
    public long retryAfterNanos() {
      return retryAfterNanos;
    }
  }
}
