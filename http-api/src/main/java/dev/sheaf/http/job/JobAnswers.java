package dev.sheaf.http.job;

import dev.sheaf.actors.job.JobReply;
import dev.sheaf.http.json.Fields;
import dev.sheaf.http.problem.Problem;
import dev.sheaf.http.problem.ProblemCode;

/** What a coordinator's answer means to a client that hoped for another one. */
public final class JobAnswers {
  private JobAnswers() {}

  /** The job that {@code reply} describes, else the problem that it is. */
  public static JobReply.JobIs job(JobReply reply) {
    if (reply instanceof JobReply.JobIs job) {
      return job;
    }
    throw problem(reply).exception();
  }

  /** The problem that {@code reply} is. */
  public static Problem problem(JobReply reply) {
    return switch (reply) {
      case JobReply.StaleGeneration(var asked, var current) ->
          Problem.of(
                  ProblemCode.STALE_GENERATION,
                  "generation must be " + current + ", the current one, but was " + asked)
              .with("generation", current);
      case JobReply.RankTaken(var rank) ->
          Problem.of(ProblemCode.RANK_TAKEN, "rank " + rank + " is read by another client")
              .with("rank", rank);
      case JobReply.NotRunning(var phase, var reason) ->
          Problem.of(
                  ProblemCode.JOB_OVER,
                  "the job is " + Fields.wireName(phase) + (reason.isEmpty() ? "" : ": " + reason))
              .with("phase", Fields.wireName(phase));
      case JobReply.TooOld(var epoch, var step) ->
          Problem.of(
                  ProblemCode.TOKEN_TOO_OLD,
                  "the oldest step that is kept is step " + step + " of epoch " + epoch)
              .with("oldestEpoch", epoch)
              .with("oldestStep", step);
      case JobReply.Refused(var field, var detail) ->
          Problem.of(ProblemCode.INVALID_FIELD, sentence(field, detail)).with("field", field);
      case JobReply.NoSuchJob(var name) ->
          Problem.of(ProblemCode.UNKNOWN_JOB, "there is no job " + name);
      case JobReply.EpochOver _,
          JobReply.Windows _,
          JobReply.Log _,
          JobReply.JobIs _,
          JobReply.Done _ ->
          throw new IllegalStateException("the coordinator answered out of turn: " + reply);
    };
  }

  /** A detail that begins with its rule lacks the field's name. */
  private static String sentence(String field, String detail) {
    return detail.startsWith("must ") ? field + " " + detail : detail;
  }
}
