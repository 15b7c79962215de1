package dev.sheaf.policies.ensemble;

import dev.sheaf.policies.ledger.SampleSelection;
import dev.sheaf.policies.vocabulary.Contract;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import dev.sheaf.policies.vocabulary.JobSpec;
import dev.sheaf.policies.vocabulary.OnMissing;
import dev.sheaf.policies.vocabulary.Shuffle;
import dev.sheaf.policies.vocabulary.Tail;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An ensemble as its owner describes it; validated at the edge, bound to a dataset version.
 *
 * @param name the ensemble's name and id, {@code [a-z0-9][a-z0-9._-]{0,31}}
 * @param version the dataset version that members train on
 * @param classes labels are 0..classes-1
 * @param samples of the dataset version
 * @param contract of the members' jobs
 * @param epochs the most passes a member makes, 1..1000
 * @param batchSize samples of a step, 1..4096
 * @param seed of every draw
 * @param heldOut thousandths of the samples that are not trained on, 10..500
 * @param members 1..32, each with a name of its own
 * @param preprocess what becomes of images
 * @param bagging whether each member counts each sample as often as its own Poisson draw says
 * @param stop when members end early
 * @param combine how their predictions become one
 * @param maxRestarts how often a member's trainer is replaced before the member is given up, 0..20
 * @param slots how it stands to other ensembles
 */
public record EnsembleSpec(
    String name,
    DatasetVersion version,
    int classes,
    long samples,
    Contract contract,
    int epochs,
    int batchSize,
    long seed,
    int heldOut,
    List<MemberSpec> members,
    Preprocess preprocess,
    boolean bagging,
    StopRule stop,
    Combine combine,
    int maxRestarts,
    SlotTerms slots) {
  /** What no member may be called: the order that members share. */
  public static final String SHARED = "shared";

  /** What no member may be called: the samples that nobody trains on. */
  public static final String HELD_OUT = "held-out";

  /** A spec that owns its list; one that was journaled before there were terms has equal ones. */
  public EnsembleSpec {
    members = List.copyOf(members);
    slots = Objects.requireNonNullElse(slots, SlotTerms.EQUAL);
  }

  /** The member of this name. */
  public MemberSpec member(String member) {
    return members.stream()
        .filter(each -> each.name().equals(member))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no member of " + name + ": " + member));
  }

  /** True when it describes the same ensemble, whatever the lines of its file. */
  public boolean isSame(EnsembleSpec other) {
    return with(members.stream().map(MemberSpec::anywhere).toList(), preprocess)
        .equals(
            other.with(
                other.members.stream().map(MemberSpec::anywhere).toList(), other.preprocess));
  }

  /** This spec with one member, which is all that its worker needs of it. */
  public EnsembleSpec only(String member) {
    return with(List.of(member(member)), preprocess.among(members.size()));
  }

  private EnsembleSpec with(List<MemberSpec> others, Preprocess prepared) {
    return new EnsembleSpec(
        name,
        version,
        classes,
        samples,
        contract,
        epochs,
        batchSize,
        seed,
        heldOut,
        others,
        prepared,
        bagging,
        stop,
        combine,
        maxRestarts,
        slots);
  }

  /** How many samples a member trains on in an epoch. */
  public long trained() {
    return samples - samples * heldOut / 1000;
  }

  /** How many steps an epoch has, exactly. */
  public long batches() {
    return Math.ceilDiv(samples - SampleSelection.heldOut(samples, heldOut, seed), batchSize);
  }

  /** How many steps all of its epochs have, about. */
  public long steps() {
    return Math.max(1, trained() * epochs / batchSize);
  }

  /** How many slots these members train on. */
  public int slotsOf(Collection<String> some) {
    return some.stream().mapToInt(each -> member(each).slots()).sum();
  }

  /** What a member needs. */
  public ModelSize size(MemberSpec member) {
    return new ModelSize(member.width(), classes, preprocess.side());
  }

  /** The name of a member's job. */
  public String jobName(String member) {
    return name + "." + member;
  }

  /** True when members on one node are to share what is prepared. */
  public boolean isShared() {
    return preprocess.among(members.size()).share() != Share.PRIVATE;
  }

  /**
   * The job that a member reads. Where batches are shared it follows {@link #sharedJob}, as long as
   * the member keeps up; a strict order is the same for all without that.
   */
  public JobSpec job(String member) {
    var follow = isShared() && contract == Contract.SUBSTITUTE ? jobName(SHARED) : null;
    return job(jobName(member), contract, epochs, false, follow);
  }

  /** The job in whose order members that share are fed; it is read once for all of them. */
  public JobSpec sharedJob() {
    return job(jobName(SHARED), contract, epochs, false, null);
  }

  /** The job of the held-out samples, which all members read again and again. */
  public JobSpec heldOutJob() {
    return job(jobName(HELD_OUT), Contract.STRICT, 1, true, null);
  }

  /** One seed for all, so that all hold out the same samples. */
  private JobSpec job(
      String job, Contract promise, int passes, boolean heldOutOnly, @Nullable String follow) {
    return new JobSpec(
        job,
        version,
        promise,
        batchSize,
        passes,
        1,
        seed,
        Tail.EVEN,
        Shuffle.PACKAGES,
        OnMissing.FAIL,
        0,
        follow,
        heldOut,
        heldOutOnly,
        slots.priority());
  }
}
