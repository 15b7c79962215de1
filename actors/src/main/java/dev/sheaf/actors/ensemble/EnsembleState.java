package dev.sheaf.actors.ensemble;

import static java.util.stream.Collectors.joining;

import dev.sheaf.actors.ensemble.EnsembleView.MemberView;
import dev.sheaf.actors.ensemble.EnsembleView.News;
import dev.sheaf.actors.ensemble.EnsembleView.Status;
import dev.sheaf.policies.books.EnsembleLife;
import dev.sheaf.policies.books.LifeProtocol;
import dev.sheaf.policies.books.LifeProtocol.Effect;
import dev.sheaf.policies.books.LifeProtocol.Phase;
import dev.sheaf.policies.books.LifeState;
import dev.sheaf.policies.books.MemberLife;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What an ensemble's journal says: its life, where members train, and the latest news. */
final class EnsembleState {
  private static final int MOST_NEWS = 40;
  private static final int NO_ROUND = -1;

  private final EnsembleLife life = new EnsembleLife(new LifeState());
  private final Map<String, EnsembleEvent.Seated> seats = new TreeMap<>();
  private final ArrayDeque<News> news = new ArrayDeque<>();
  private long version;

  EnsembleLife book() {
    return life;
  }

  LifeState life() {
    return life.state();
  }

  EnsembleState apply(EnsembleEvent event) {
    version++;
    switch (event) {
      case EnsembleEvent.Happened(var happened, long atMillis) -> {
        life.apply(happened);
        Headlines.of(happened, this::place).ifPresent(text -> note(text, atMillis));
        if (happened instanceof LifeProtocol.Event.MemberFailed failed) {
          unseat(failed.member());
        }
      }
      case EnsembleEvent.Unseated(String member) -> unseat(member);
      case EnsembleEvent.Seated seated -> seats.put(seated.member(), seated);
      case EnsembleEvent.Noticed(String text, long atMillis) -> note(text, atMillis);
    }
    return this;
  }

  private String place(String member) {
    return life().spec().member(member).place();
  }

  /** Why a member lost its worker or was given up, and which one it is; or how it ended. */
  private String reason(MemberLife member) {
    return member.isDone() || member.reason().isEmpty()
        ? member.reason()
        : place(member.name()) + ": " + member.reason();
  }

  /** Why it ended without a model; where that is so because of its members, why of each. */
  private String reason() {
    var dropped = life().members().stream().filter(MemberLife::isDropped).toList();
    return life().phase() == Phase.FAILED && dropped.size() == life().members().size()
        ? dropped.stream().map(this::reason).collect(joining("; ", life().reason() + ": ", ""))
        : life().reason();
  }

  /** Its next seat may be another; what it left there is remembered. */
  private void unseat(String member) {
    seats.computeIfPresent(
        member, (name, seat) -> new EnsembleEvent.Seated(NO_ROUND, name, seat.node()));
  }

  private void note(String text, long atMillis) {
    news.addLast(new News(atMillis, text));
    if (news.size() > MOST_NEWS) {
      news.removeFirst();
    }
  }

  /** Where a member trains in this round, if that was chosen. */
  Optional<String> seat(String member, int round) {
    return Optional.ofNullable(seats.get(member))
        .filter(seated -> seated.round() == round)
        .map(EnsembleEvent.Seated::node);
  }

  /** Where a member trained last. */
  Optional<String> lastSeat(String member) {
    return Optional.ofNullable(seats.get(member)).map(EnsembleEvent.Seated::node);
  }

  /** What people are shown. */
  EnsembleView view(Map<String, Progress> progress, Set<String> resting) {
    var owed = life.wake(0);
    var members = new ArrayList<MemberView>();
    for (var member : life().members()) {
      var status = status(member, owed);
      if (member.isAlive() && resting.contains(member.name())) {
        status = Status.PAUSED;
      }
      members.add(
          new MemberView(
              member.name(),
              status,
              runs(status) ? progress.get(member.name()) : null,
              member.latest(),
              member.best(),
              member.failures(),
              reason(member)));
    }
    return new EnsembleView(
        life().spec(),
        version,
        life().phase(),
        reason(),
        life().slots(),
        life().round(),
        members,
        life().rounds(),
        life().verdict(),
        List.copyOf(news));
  }

  private static boolean runs(Status status) {
    return switch (status) {
      case TRAINING, PROFILING, SAVING, PAUSED -> true;
      case WAITING, TRAINED, HALVED, DROPPED -> false;
    };
  }

  private static Status status(MemberLife member, List<Effect> owed) {
    if (member.isDropped()) {
      return Status.DROPPED;
    }
    if (member.isDone()) {
      return member.isHalved() ? Status.HALVED : Status.TRAINED;
    }
    for (var effect : owed) {
      switch (effect) {
        case Effect.Profile(String name) when name.equals(member.name()) -> {
          return Status.PROFILING;
        }
        case Effect.Train(int round, String name) when name.equals(member.name()) -> {
          return Status.TRAINING;
        }
        case Effect.Checkpoint(int round, String name) when name.equals(member.name()) -> {
          return Status.SAVING;
        }
        default -> {}
      }
    }
    return Status.WAITING;
  }

  /** True while something is owed to it. */
  boolean isUnderway() {
    return switch (life().phase()) {
      case PROFILING, TRAINING, JUDGING -> true;
      case UNKNOWN, TRAINED, FAILED, STOPPED -> false;
    };
  }

  boolean isIn(Phase phase) {
    return life().phase() == phase;
  }
}
