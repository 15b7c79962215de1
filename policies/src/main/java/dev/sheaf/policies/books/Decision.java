package dev.sheaf.policies.books;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a book decided: events to persist and apply, effects to run after that, and a reply.
 *
 * @param events in the order in which they are to be applied
 * @param effects in the order in which they are to be run, after the events are applied
 * @param reply what to answer once the events are persisted; null when nothing is answered now
 * @param <E> events
 * @param <F> effects
 * @param <R> replies
 */
public record Decision<E, F, R>(List<E> events, List<F> effects, @Nullable R reply) {
  /** A decision that owns its lists. */
  public Decision {
    events = List.copyOf(events);
    effects = List.copyOf(effects);
  }

  /** A decision that changes nothing and answers {@code reply}. */
  public static <E, F, R> Decision<E, F, R> reply(R reply) {
    return new Decision<>(List.of(), List.of(), reply);
  }

  /** A decision that neither changes nor answers anything. */
  public static <E, F, R> Decision<E, F, R> nothing() {
    return new Decision<>(List.of(), List.of(), null);
  }
}
