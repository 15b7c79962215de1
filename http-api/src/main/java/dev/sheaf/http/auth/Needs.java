package dev.sheaf.http.auth;

import static dev.sheaf.policies.access.Need.ADMIN;
import static dev.sheaf.policies.access.Need.NODE;
import static dev.sheaf.policies.access.Need.NOTHING;
import static dev.sheaf.policies.access.Need.READ;
import static dev.sheaf.policies.access.Need.TRAIN;
import static dev.sheaf.policies.access.Need.WATCH;

import dev.sheaf.http.problem.ProblemCode;
import dev.sheaf.policies.access.Need;
import java.util.HashMap;
import java.util.Map;

/**
 * What each route needs: the one place that says it. A route without a row answers nobody on a node
 * with tokens; a test holds the rows against the OpenAPI document.
 *
 * <p>Routes that change what others will read need {@code train}, those that only tell need {@code
 * read}. The S3 gateway is not here: its clients sign.
 */
public final class Needs {
  private static final String JOB = "/v1/jobs/{job}";
  private static final String RANK = JOB + "/epochs/{epoch}/ranks/{rank}";
  private static final String DATASET = "/v1/datasets/{dataset}";
  private static final String VERSION = DATASET + "/versions/{version}";
  private static final String FILE_SET = "/v1/file-sets/{group}/{name}";
  private static final String MODEL = "/v1/models/{model}";
  private static final String RUN = "/v1/tasks/{run}";
  private static final String EPHEMERAL = "/v1/ephemeral/{job}";
  private static final String VALUE = EPHEMERAL + "/values/{key}";

  /** Places in templates whose names have owners, and what there is none of otherwise. */
  static final Map<String, ProblemCode> OWNED =
      Map.of(
          "dataset", ProblemCode.UNKNOWN_DATASET,
          "job", ProblemCode.UNKNOWN_JOB,
          "ensemble", ProblemCode.UNKNOWN_ENSEMBLE,
          "model", ProblemCode.UNKNOWN_MODEL,
          "run", ProblemCode.UNKNOWN_RUN);

  private static final Map<String, Need> ROWS = rows();

  private Needs() {}

  /** What a route needs, such as {@code GET /v1/jobs}. */
  public static Need of(String route) {
    var need = ROWS.get(route);
    if (need == null) {
      throw new IllegalArgumentException(route + " has no row in Needs");
    }
    return need;
  }

  /** All rows: routes, and what each needs. */
  public static Map<String, Need> all() {
    return ROWS;
  }

  private static Map<String, Need> rows() {
    var rows = new HashMap<String, Need>();
    datasetsAndJobs(rows);
    training(rows);
    ephemeral(rows);
    operation(rows);
    return Map.copyOf(rows);
  }

  private static void datasetsAndJobs(Map<String, Need> rows) {
    rows.put("GET /v1/datasets", READ);
    rows.put("GET " + DATASET, READ);
    rows.put("PUT " + DATASET, TRAIN);
    rows.put("PATCH " + DATASET, TRAIN);
    rows.put("DELETE " + DATASET, TRAIN);
    rows.put("GET " + DATASET + "/samples/{id}", READ);
    rows.put("POST " + DATASET + "/warm", TRAIN);
    rows.put("POST " + VERSION + "/samples", READ);
    rows.put("PUT " + VERSION, NODE);
    rows.put("GET /v1/segments/{hash}", NODE);
    rows.put("GET " + FILE_SET, NODE);
    rows.put("PUT " + FILE_SET + "/{document}", NODE);
    rows.put("GET /v1/shared/{job}/epochs/{epoch}/batches/{n}", NODE);
    rows.put("GET /v1/jobs", READ);
    rows.put("POST /v1/jobs", TRAIN);
    rows.put("GET " + JOB, READ);
    rows.put("PATCH " + JOB, TRAIN);
    rows.put("DELETE " + JOB, TRAIN);
    rows.put("POST " + JOB + "/replay", TRAIN);
    rows.put("GET " + JOB + "/trace", READ);
    rows.put("GET " + JOB + "/trace/setting", READ);
    rows.put("GET " + JOB + "/state", READ);
    rows.put("POST " + JOB + "/resume", TRAIN);
    rows.put("POST " + JOB + "/losses", TRAIN);
    rows.put("GET " + JOB + "/metrics", READ);
    rows.put("GET " + RANK + "/batches/{n}", TRAIN);
    rows.put("POST " + RANK + "/consumed", TRAIN);
  }

  private static void training(Map<String, Need> rows) {
    rows.put("GET /v1/ensembles", READ);
    rows.put("POST /v1/ensembles", TRAIN);
    rows.put("GET /v1/ensembles/{ensemble}", READ);
    rows.put("DELETE /v1/ensembles/{ensemble}", TRAIN);
    rows.put("GET /v1/ensembles/{ensemble}/events", READ);
    rows.put("GET /v1/models", READ);
    rows.put("POST /v1/models", TRAIN);
    rows.put("GET " + MODEL, READ);
    rows.put("DELETE " + MODEL, TRAIN);
    rows.put("POST " + MODEL + "/leases", TRAIN);
    rows.put("PUT " + MODEL + "/leases/{lease}", TRAIN);
    rows.put("DELETE " + MODEL + "/leases/{lease}", TRAIN);
    rows.put("POST " + MODEL + "/predict", READ);
    rows.put("GET /v1/tasks", READ);
    rows.put("POST /v1/tasks", TRAIN);
    rows.put("GET " + RUN, READ);
    rows.put("DELETE " + RUN, TRAIN);
    rows.put("GET " + RUN + "/results/{stage}", READ);
  }

  /** Reading a value may be what ends it. */
  private static void ephemeral(Map<String, Need> rows) {
    rows.put("GET /v1/ephemeral", READ);
    rows.put("POST /v1/ephemeral", TRAIN);
    rows.put("GET " + EPHEMERAL, READ);
    rows.put("DELETE " + EPHEMERAL, TRAIN);
    rows.put("PUT " + EPHEMERAL + "/lease", TRAIN);
    rows.put("GET " + VALUE, TRAIN);
    rows.put("HEAD " + VALUE, READ);
    rows.put("PUT " + VALUE, TRAIN);
    rows.put("DELETE " + VALUE, TRAIN);
  }

  private static void operation(Map<String, Need> rows) {
    rows.put("GET /v1/lambda/nodes", WATCH);
    rows.put("POST /v1/lambda/nodes/{node}/drain", ADMIN);
    rows.put("GET /v1/cluster", READ);
    rows.put("GET /v1/events", READ);
    rows.put("GET /v1/shared-memory", READ);
    rows.put("GET /metrics", WATCH);
    rows.put("GET /alive", NOTHING);
    rows.put("GET /ready", NOTHING);
    rows.put("GET /openapi.yaml", NOTHING);
    rows.put("GET /problems/{code}", NOTHING);
    rows.put("GET /", NOTHING);
    rows.put("GET /page/{file}", NOTHING);
    rows.put("GET /page/lit/{file}", NOTHING);
    rows.put("GET /page/lit/directives/{file}", NOTHING);
  }
}
