package dev.sheaf.http.job;

import static dev.sheaf.node.fuzz.Seeds.texts;

import dev.sheaf.actors.job.JobReply;
import dev.sheaf.http.json.Fields;
import dev.sheaf.http.json.Json;
import dev.sheaf.http.problem.ProblemException;
import dev.sheaf.node.fuzz.Target;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import dev.sheaf.sharding.testing.MessageSamples;
import java.util.List;

/** Bodies about jobs: what is submitted, what is changed, and the token of a checkpoint. */
public final class JobParsers {
  private static final List<Class<? extends Exception>> PROBLEM = List.of(ProblemException.class);
  private static final DatasetVersion VERSION = new DatasetVersion("files", "ab");
  private static final String STRICT =
      """
      {"name": "j", "dataset": "files", "contract": "strict", "batchSize": 4, "epochs": 2,
       "ranks": 2, "seed": -5, "tail": "even", "onMissing": "skip", "maxMissing": 3,
       "validation": 0.1, "shuffle": "packages", "priority": 1,
       "prepare": {"height": 32, "width": 32, "crop": "random"}}
      """;
  private static final String IMPORTANCE =
      """
      {"name": "k", "dataset": "files", "contract": "importance", "batchSize": 4,
       "importance": {"warmUpEpochs": 2, "beta": 0.5, "highShare": 0.25}}
      """;
  private static final JobReply.JobIs JOB = job();

  private JobParsers() {}

  /** The targets. */
  public static List<Target> all() {
    return List.of(
        new Target(
            "job-form",
            texts(STRICT, IMPORTANCE),
            input -> JobForm.read(new Fields(Json.read(input), JobForm.PROPERTIES)).spec(VERSION),
            PROBLEM),
        new Target(
            "job-knobs",
            texts("{\"priority\": 2, \"maxMissing\": 5, \"lookAheadBytes\": 1048576}"),
            input -> KnobsForm.read(new Fields(Json.read(input), KnobsForm.PROPERTIES)),
            PROBLEM),
        new Target(
            "state-token",
            List.of(Json.bytes(JobViews.token(JOB))),
            input -> ResumeRoutes.checkToken(new Fields(Json.read(input), ResumeRoutes.TOKEN), JOB),
            PROBLEM));
  }

  private static JobReply.JobIs job() {
    var any = (JobReply.JobIs) new MessageSamples(null).sample(JobReply.JobIs.class, 1);
    var fields = new Fields(Json.read(texts(STRICT).getFirst()), JobForm.PROPERTIES);
    return new JobReply.JobIs(
        JobForm.read(fields).spec(VERSION),
        any.phase(),
        1,
        2,
        0,
        4,
        "",
        any.totals(),
        List.of(),
        any.knobs());
  }
}
