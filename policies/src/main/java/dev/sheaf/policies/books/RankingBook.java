package dev.sheaf.policies.books;

import dev.sheaf.policies.books.RankingBook.Command;
import dev.sheaf.policies.books.RankingBook.Effect;
import dev.sheaf.policies.books.RankingBook.Event;
import dev.sheaf.policies.books.RankingBook.Reply;
import dev.sheaf.policies.importance.Benefit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Knows which jobs of a dataset have losses, and when its samples are to be ranked anew.
 *
 * <pre>
 *   ranked ──every job has begun another epoch──► ranking ──Ranked──► ranked
 *          ──the last job left──► Forget
 * </pre>
 *
 * <p>One ranking at a time, and the next one only when no job is in an epoch any more whose
 * selection counted on the one before the last: so what two rankings in a row name is at hand for
 * all jobs. A job that leaves is waited for no longer.
 *
 * <p>Nothing is journaled: every job tells its epoch again when it begins the next. State O(jobs).
 */
public final class RankingBook implements Book<Command, Event, Effect, Reply> {
  private final TreeMap<String, Teller> tellers = new TreeMap<>();
  private boolean ranking;

  /** A job that told losses; {@code newer} once it began an epoch after the last ranking. */
  private record Teller(int epoch, Benefit benefit, boolean newer) {}

  /** What the book is told. */
  public sealed interface Command {
    /** The job has begun {@code epoch}, and its losses of earlier ones are to count. */
    record Told(String job, int epoch, Benefit benefit) implements Command {}

    /** The job has ended, or was not heard of for long. */
    record Left(String job) implements Command {}

    /** The ranking that was asked for has ended, well or not. */
    record Ranked() implements Command {}
  }

  /** What changes the book. */
  public sealed interface Event {
    /** A job began an epoch. */
    record EpochBegun(String job, int epoch, Benefit benefit) implements Event {}

    /** A job counts no longer. */
    record Forgotten(String job) implements Event {}

    /** A ranking began: what is told from now on counts for the next one. */
    record RankingBegun() implements Event {}

    /** A ranking ended. */
    record RankingEnded() implements Event {}
  }

  /** What the shell is to do; idempotent. */
  public sealed interface Effect {
    /** Rank the samples by the losses of these jobs. */
    record Rank(List<Voice> jobs) implements Effect {}

    /** No job has losses any more: nothing is of high importance. */
    record Forget() implements Effect {}
  }

  /** A job whose losses count, and for how much. */
  public record Voice(String job, Benefit benefit) {}

  /** It is told, not asked: there is no reply. */
  public sealed interface Reply permits NoReply {}

  private record NoReply() implements Reply {}

  @Override
  public Decision<Event, Effect, Reply> decide(Command command, long now) {
    return switch (command) {
      case Command.Told(String job, int epoch, Benefit benefit) -> told(job, epoch, benefit);
      case Command.Left(String job) -> left(job);
      case Command.Ranked ranked ->
          ranking
              ? decided(new Event.RankingEnded(), isDueWithout("") && !tellers.isEmpty())
              : Decision.nothing();
    };
  }

  private Decision<Event, Effect, Reply> told(String job, int epoch, Benefit benefit) {
    var known = tellers.get(job);
    if (known != null && known.epoch() == epoch && known.benefit().equals(benefit)) {
      return Decision.nothing();
    }
    return decided(new Event.EpochBegun(job, epoch, benefit), !ranking && isDueWithout(job));
  }

  private Decision<Event, Effect, Reply> left(String job) {
    if (!tellers.containsKey(job)) {
      return Decision.nothing();
    }
    if (tellers.size() == 1) {
      return new Decision<>(List.of(new Event.Forgotten(job)), List.of(new Effect.Forget()), null);
    }
    return decided(new Event.Forgotten(job), !ranking && isDueWithout(job));
  }

  /** True when every job but this one has begun another epoch since the last ranking. */
  private boolean isDueWithout(String job) {
    return tellers.entrySet().stream()
        .allMatch(each -> each.getKey().equals(job) || each.getValue().newer());
  }

  /** Decides what comes of an event, and that a ranking begins where it is due. */
  private Decision<Event, Effect, Reply> decided(Event event, boolean due) {
    if (!due) {
      return new Decision<>(List.of(event), List.of(), null);
    }
    var after = new TreeMap<>(tellers);
    change(after, event);
    var voices =
        after.entrySet().stream()
            .map(each -> new Voice(each.getKey(), each.getValue().benefit()))
            .toList();
    return new Decision<>(
        List.of(event, new Event.RankingBegun()), List.of(new Effect.Rank(voices)), null);
  }

  @Override
  public void apply(Event event) {
    change(tellers, event);
    switch (event) {
      case Event.EpochBegun begun -> {}
      case Event.Forgotten forgotten -> {}
      case Event.RankingBegun begun -> {
        ranking = true;
        tellers.replaceAll((job, each) -> new Teller(each.epoch(), each.benefit(), false));
      }
      case Event.RankingEnded ended -> ranking = false;
    }
  }

  private static void change(Map<String, Teller> tellers, Event event) {
    switch (event) {
      case Event.EpochBegun(String job, int epoch, Benefit benefit) ->
          tellers.put(job, new Teller(epoch, benefit, true));
      case Event.Forgotten(String job) -> tellers.remove(job);
      case Event.RankingBegun begun -> {}
      case Event.RankingEnded ended -> {}
    }
  }

  /** True when no job has losses. */
  public boolean isForgotten() {
    return tellers.isEmpty();
  }

  /** A ranking that was under way began in another life: it is begun again. */
  @Override
  public List<Effect> wake(long now) {
    return ranking
        ? List.of(
            new Effect.Rank(
                tellers.entrySet().stream()
                    .map(each -> new Voice(each.getKey(), each.getValue().benefit()))
                    .toList()))
        : List.of();
  }
}
