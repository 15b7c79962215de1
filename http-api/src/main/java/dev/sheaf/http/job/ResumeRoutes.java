package dev.sheaf.http.job;

import akka.http.javadsl.model.HttpResponse;
import dev.sheaf.actors.job.JobCommand;
import dev.sheaf.actors.job.JobReply;
import dev.sheaf.http.json.Fields;
import dev.sheaf.http.problem.Problem;
import dev.sheaf.http.problem.ProblemCode;
import dev.sheaf.http.route.Asking;
import dev.sheaf.http.route.Endpoint;
import dev.sheaf.http.route.Exchange;
import dev.sheaf.http.route.Names;
import dev.sheaf.http.route.Replies;
import dev.sheaf.policies.vocabulary.Contract;
import java.util.EnumSet;
import java.util.List;
import java.util.regex.Pattern;

/** The routes by which a job goes on where a checkpoint left it. */
public final class ResumeRoutes {
  private static final List<String> PROPERTIES = List.of("state", "ranks", "attempt");
  static final List<String> TOKEN =
      List.of("job", "epoch", "step", "seed", "contract", "datasetVersion", "generation");
  private static final Pattern ATTEMPT = Pattern.compile("[\\x21-\\x7e]{1,128}");
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{1,64}");

  private final Asking asking;

  /** Routes over the coordinators that {@code asking} reaches. */
  public ResumeRoutes(Asking asking) {
    this.asking = asking;
  }

  /** The table. */
  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/v1/jobs/{job}/state", this::state),
        Endpoint.post("/v1/jobs/{job}/resume", this::resume));
  }

  private HttpResponse state(Exchange exchange) {
    return Replies.json(200, JobViews.token(describe(Names.inPath(exchange, "job"))));
  }

  private JobReply.JobIs describe(String name) {
    return JobAnswers.job(asking.job(name, JobCommand.Describe::new));
  }

  private HttpResponse resume(Exchange exchange) {
    var name = Names.inPath(exchange, "job");
    var fields = exchange.fields(PROPERTIES);
    var attempt = fields.text("attempt", ATTEMPT, "1 to 128 visible ASCII characters", null);
    var state = fields.inner("state", TOKEN);
    var epoch = (int) state.integer("epoch", 0, JobForm.MAX_EPOCHS, null);
    var step = (int) state.integer("step", 0, Integer.MAX_VALUE, null);
    var job = describe(name);
    var ranks = (int) fields.integer("ranks", 1, JobForm.MAX_RANKS, (long) job.ranks());
    checkToken(state, job);
    fields.check();
    state.check();
    var resume = asking.job(name, r -> new JobCommand.Resume(epoch, step, ranks, attempt, r));
    return Replies.json(200, JobViews.whole(JobAnswers.job(resume)).put("job", name));
  }

  static void checkToken(Fields state, JobReply.JobIs job) {
    var spec = job.spec();
    var name = state.text("job", Names.PATTERN, Names.RULE, spec.name());
    var seed = state.integer("seed", Long.MIN_VALUE, Long.MAX_VALUE, spec.seed());
    var contract = state.choice("contract", EnumSet.allOf(Contract.class), spec.contract());
    var version = state.text("datasetVersion", HASH, "hex", spec.version().hash());
    state.integer("generation", 1, Long.MAX_VALUE, 1L);
    state.check();
    differs("job", name, spec.name());
    differs("seed", seed, spec.seed());
    differs("contract", contract, spec.contract());
    differs("datasetVersion", version, spec.version().hash());
  }

  private static void differs(String field, Object token, Object job) {
    if (!token.equals(job)) {
      throw Problem.of(
              ProblemCode.WRONG_TOKEN,
              "state." + field + " must be " + job + ", as the job has it, but was " + token)
          .with("field", "state." + field)
          .exception();
    }
  }
}
