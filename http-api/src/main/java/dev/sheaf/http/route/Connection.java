package dev.sheaf.http.route;

import dev.sheaf.http.admission.Gate;
import org.jspecify.annotations.Nullable;

/**
 * One client connection, and how many bytes of whole replies it holds on the heap.
 *
 * <p>A reply is known to be written when the next request comes by the same connection, or when it
 * ends; until then its bytes count. Clients that pipeline may hold two replies for one counted.
 */
public final class Connection {
  private final ReplyBudget budget;
  private long heldBytes;
  private boolean closed;
  private Gate.@Nullable Place place;

  /** A connection that holds nothing yet. */
  public Connection(ReplyBudget budget) {
    this.budget = budget;
  }

  /** Takes {@code bytes} from the budget, if it has them. */
  public synchronized boolean tryHold(long bytes) {
    if (closed || !budget.tryTake(bytes)) {
      return false;
    }
    heldBytes += bytes;
    return true;
  }

  /** Keeps a place for as long as the reply that comes now is not written. */
  public synchronized void keep(Gate.Place until) {
    place = until;
    if (closed) {
      written();
    }
  }

  /** The last reply is written: gives back what it held. */
  public synchronized void written() {
    budget.giveBack(heldBytes);
    heldBytes = 0;
    if (place != null) {
      place.leave(!closed);
      place = null;
    }
  }

  /** The connection is gone: gives back what it held, and takes no more. */
  public synchronized void closed() {
    closed = true;
    written();
  }
}
