package dev.sheaf.http.fake;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import dev.sheaf.actors.job.JobCommand;
import dev.sheaf.actors.job.JobMessage;
import dev.sheaf.actors.job.JobReply;
import dev.sheaf.actors.job.JobReply.JobIs;
import dev.sheaf.actors.job.JobReply.Phase;
import dev.sheaf.actors.job.JobTotals;
import dev.sheaf.policies.economics.RunCost;
import dev.sheaf.policies.ledger.AssignedWindow;
import dev.sheaf.policies.vocabulary.JobKnobs;
import dev.sheaf.policies.vocabulary.JobSpec;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A coordinator that remembers its spec and generation. Epochs below 2 are too old for a resume; no
 * batch from 100 on is assigned.
 */
final class FakeJob {
  /** Two and a half runs, a fifth of a GB-second, seven micro-dollars. */
  static final RunCost LAMBDA = new RunCost(2_500_000, 204_800, 7_000_000);

  static final JobTotals TOTALS =
      new JobTotals(
          1000,
          0,
          1,
          600,
          50,
          0,
          400,
          8,
          44_000,
          2_500_000_000L,
          500,
          100,
          LAMBDA.microRuns(),
          LAMBDA.mbMillis(),
          LAMBDA.picoUsd());

  private final String name;
  private final Map<String, JobCommand.Consumed> consumed;
  private @Nullable JobIs job;
  private String attempt = "";
  private JobKnobs knobs = JobKnobs.NONE;

  FakeJob(String name, Map<String, JobCommand.Consumed> consumed) {
    this.name = name;
    this.consumed = consumed;
  }

  Behavior<JobMessage> behaviour() {
    return Behaviors.receiveMessage(message -> {
      if (message instanceof JobCommand command) {
        answer(command);
      }
      return Behaviors.same();
    });
  }

  private void answer(JobCommand command) {
    switch (command) {
      case JobCommand.Submit(var spec, var replyTo) -> replyTo.tell(submit(spec));
      case JobCommand.Describe(var replyTo) -> replyTo.tell(describe());
      case JobCommand.Resume resume -> resume.replyTo().tell(resume(resume));
      case JobCommand.ReadLog read -> read.replyTo().tell(windows(List.of()));
      case JobCommand.ReadTrace read -> read.replyTo().tell(log(read.epoch(), read.n()));
      case JobCommand.Adjust(var change, var replyTo) -> replyTo.tell(adjust(change));
      case JobCommand.Stop(var reason, var replyTo) -> replyTo.tell(stop(reason));
      case JobCommand.Consumed commit -> {
        consumed.put(name, commit);
        commit.replyTo().tell(commit(commit));
      }
      case JobCommand.NextBatch _,
          JobCommand.Part _,
          JobCommand.Missing _,
          JobCommand.Delivered _,
          JobCommand.Charged _ ->
          throw new IllegalStateException("the HTTP servers never send " + command);
    }
  }

  private JobReply submit(JobSpec spec) {
    if (job != null && !job.spec().equals(spec)) {
      return new JobReply.Refused("name", "job " + name + " exists with another spec");
    }
    if (job == null) {
      job = new JobIs(spec, Phase.RUNNING, 1, spec.ranks(), 2, 7, "", TOTALS);
    }
    return job;
  }

  /** Epochs 2 and 3 have two windows each. */
  private JobReply log(int epoch, int n) {
    if (job == null) {
      return new JobReply.NoSuchJob(name);
    }
    if (epoch < 2) {
      return new JobReply.TooOld(2, 0);
    }
    var first = window(epoch, 0, false);
    var second = window(epoch, 13, true);
    var windows = epoch > 3 ? List.<AssignedWindow>of() : n == 0 ? List.of(first) : List.of(second);
    return new JobReply.Log(
        windows(windows), windows.stream().map(each -> 1_000L + each.firstBatch()).toList());
  }

  private JobReply.Windows windows(List<AssignedWindow> windows) {
    var is = java.util.Objects.requireNonNull(job);
    return new JobReply.Windows(is.spec(), is.generation(), is.ranks(), windows);
  }

  private static AssignedWindow window(int epoch, int firstBatch, boolean last) {
    return new AssignedWindow(
        1,
        epoch,
        firstBatch,
        last ? 12 : 13,
        List.of(new AssignedWindow.OpenPackage(1, 5)),
        List.of(new AssignedWindow.Opening(firstBatch, 7)),
        List.of(new AssignedWindow.Replacement(firstBatch, 70, -1)),
        last,
        -1);
  }

  private JobReply describe() {
    return job == null ? new JobReply.NoSuchJob(name) : job;
  }

  private JobReply resume(JobCommand.Resume resume) {
    if (job == null) {
      return new JobReply.NoSuchJob(name);
    }
    if (resume.epoch() < 2) {
      return new JobReply.TooOld(2, 0);
    }
    if (job.spec().globalBatch() % resume.ranks() != 0) {
      return new JobReply.Refused("ranks", "ranks must divide the global batch");
    }
    if (!attempt.equals(resume.attempt())) {
      attempt = resume.attempt();
      job = with(job.phase(), job.generation() + 1, resume.ranks(), job.reason());
    }
    return job;
  }

  private JobReply adjust(JobKnobs change) {
    if (job == null) {
      return new JobReply.NoSuchJob(name);
    }
    if (job.phase() != Phase.RUNNING) {
      return new JobReply.NotRunning(job.phase(), job.reason());
    }
    knobs = knobs.with(change);
    job = with(job.phase(), job.generation(), job.ranks(), job.reason());
    return job;
  }

  private JobReply stop(String reason) {
    if (job == null) {
      return new JobReply.NoSuchJob(name);
    }
    job = with(Phase.STOPPED, job.generation(), job.ranks(), reason);
    return job;
  }

  private JobReply commit(JobCommand.Consumed commit) {
    if (job == null) {
      return new JobReply.NoSuchJob(name);
    }
    if (commit.generation() != job.generation()) {
      return new JobReply.StaleGeneration(commit.generation(), job.generation());
    }
    return commit.below() > 100
        ? new JobReply.Refused(
            "consumed", "2:101 must be at most 2:100, which is what was assigned")
        : new JobReply.Done();
  }

  private JobIs with(Phase phase, long generation, int ranks, String reason) {
    var was = java.util.Objects.requireNonNull(job);
    return new JobIs(
        was.spec(),
        phase,
        generation,
        ranks,
        was.epoch(),
        was.step(),
        reason,
        was.totals(),
        was.epochs(),
        knobs);
  }
}
