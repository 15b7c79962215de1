package dev.sheaf.actors.ensemble;

import dev.sheaf.policies.books.LifeProtocol.Phase;
import dev.sheaf.policies.books.LifeProtocol.RoundReport;
import dev.sheaf.policies.books.LifeProtocol.Score;
import dev.sheaf.policies.ensemble.EnsembleSpec;
import dev.sheaf.policies.ensemble.Verdict;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How an ensemble is.
 *
 * @param version grows with everything that is worth showing
 * @param reason why it ended without a model; empty otherwise
 * @param slots that it may use now
 * @param round that trains, or was last; 0 before the first
 * @param members in the order of the spec
 * @param rounds that are over
 * @param verdict how members compare; null before it is known
 * @param news what happened, the latest last
 */
public record EnsembleView(
    EnsembleSpec spec,
    long version,
    Phase phase,
    String reason,
    int slots,
    int round,
    List<MemberView> members,
    List<RoundReport> rounds,
    @Nullable Verdict verdict,
    List<News> news) {
  /** A view that owns its lists. */
  public EnsembleView {
    members = List.copyOf(members);
    rounds = List.copyOf(rounds);
    news = List.copyOf(news);
  }

  /** What a member is doing. */
  public enum Status {
    /** It has no slot. */
    WAITING,
    /** It trains its first batches. */
    PROFILING,
    /** It trains. */
    TRAINING,
    /** Its process keeps its state, and others use its slot. */
    PAUSED,
    /** It writes a checkpoint, and leaves its slot to others. */
    SAVING,
    /** It is trained. */
    TRAINED,
    /** It is trained, but others were ahead. */
    HALVED,
    /** It is given up. */
    DROPPED
  }

  /**
   * How a member is.
   *
   * @param progress what its trainer said last; null when none runs
   * @param latest its latest score; null before the first
   * @param best its best score; null before the first
   * @param failures how often it lost its worker
   * @param reason why it ended or failed last; empty otherwise
   */
  public record MemberView(
      String name,
      Status status,
      @Nullable Progress progress,
      @Nullable Score latest,
      @Nullable Score best,
      int failures,
      String reason) {}

  /** Something that happened, in words. */
  public record News(long atMillis, String text) {}
}
