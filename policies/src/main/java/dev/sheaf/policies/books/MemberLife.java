package dev.sheaf.policies.books;

import dev.sheaf.policies.books.LifeProtocol.Pace;
import dev.sheaf.policies.books.LifeProtocol.Score;
import org.jspecify.annotations.Nullable;

/** What an {@link EnsembleLife} remembers of one member. */
public final class MemberLife {
  private final String name;
  private @Nullable Pace pace;
  private @Nullable Score latest;
  private @Nullable Score best;
  private boolean profiled;
  private int failures;
  private boolean done;
  private boolean halved;
  private boolean dropped;
  private String reason = "";

  MemberLife(String name) {
    this.name = name;
  }

  void profiled(Pace measured) {
    profiled = true;
    pace = measured;
  }

  void scored(Score score) {
    latest = score;
    pace = score.pace();
    if (best == null || score.loss() < best.loss()) {
      best = score;
    }
  }

  void ended(String why, boolean behind) {
    done = true;
    halved = behind;
    reason = why;
  }

  void failed(String why) {
    failures++;
    reason = why;
  }

  void dropped(String why) {
    dropped = true;
    reason = why;
  }

  /** Its name. */
  public String name() {
    return name;
  }

  /** How fast it trains; null before that was measured. */
  public @Nullable Pace pace() {
    return pace;
  }

  /** Its latest score; null before the first. */
  public @Nullable Score latest() {
    return latest;
  }

  /** Its score with the lowest loss; null before the first. */
  public @Nullable Score best() {
    return best;
  }

  /** True when its rate needs no measuring any more. */
  public boolean isProfiled() {
    return profiled;
  }

  /** How often it lost its worker. */
  public int failures() {
    return failures;
  }

  /** True when its training has ended well. */
  public boolean isDone() {
    return done;
  }

  /** True when it was stopped because others were ahead of it. */
  public boolean isHalved() {
    return halved;
  }

  /** True when it is given up. */
  public boolean isDropped() {
    return dropped;
  }

  /** Why it ended, or lost its worker last; empty when neither happened. */
  public String reason() {
    return reason;
  }

  /** True when it may still be trained. */
  public boolean isAlive() {
    return !done && !dropped;
  }
}
