package dev.sheaf.policies.books;

import java.util.List;

/**
 * A pure state machine that turns commands into events, effects and a reply.
 *
 * <p>A book reads no clock, no random source, no file and no network. {@code now} is in epoch
 * nanoseconds and never runs backwards; the shell sees to that.
 *
 * @param <C> commands, imperative
 * @param <E> events, past tense; the only way the state changes
 * @param <F> effects that the shell runs: loads, timers, messages; idempotent
 * @param <R> replies, which say what is so
 */
public interface Book<C, E, F, R> {
  /** What follows from {@code command} at {@code now}; changes nothing. */
  Decision<E, F, R> decide(C command, long now);

  /** Changes the state by one event that was decided here or is replayed from the journal. */
  void apply(E event);

  /** Everything that the state says is still owed; called after recovery. */
  List<F> wake(long now);
}
