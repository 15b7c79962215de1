package dev.sheaf.actors.dataset;

import dev.sheaf.actors.origin.Origin;
import dev.sheaf.actors.origin.OriginException;
import dev.sheaf.actors.origin.OriginObject;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.URI;
import java.util.concurrent.atomic.LongAdder;

/** One indexing: where it reads, and how far it is. */
public final class IndexPass {
  private final Origin origin;
  private final URI root;
  private final LongAdder done = new LongAdder();
  private volatile long total;

  IndexPass(Origin origin, URI root) {
    this.origin = origin;
    this.root = root;
  }

  URI root() {
    return root;
  }

  /** Reads a run of an object's bytes. */
  byte[] read(OriginObject object, long offset, int length) throws IOException {
    var bytes = new byte[length];
    try {
      origin.read(root, object.key(), offset, MemorySegment.ofArray(bytes), object.tag());
    } catch (OriginException e) {
      if (e.reason() == OriginException.Reason.CHANGED) {
        throw new DatasetException(
            nameOf(object) + " changed while it was indexed", "register the dataset again");
      }
      throw e;
    }
    return bytes;
  }

  /** How an object is called in messages. */
  String nameOf(OriginObject object) {
    return object.key().isEmpty() ? root.toString() : object.key();
  }

  void expect(long units) {
    total = units;
  }

  void advance(long units) {
    done.add(units);
  }

  /** How much is done, in samples or, for archives, bytes. */
  public long done() {
    return done.sum();
  }

  /** How much there is to do; 0 while that is not known. */
  public long total() {
    return total;
  }
}
