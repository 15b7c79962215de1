package dev.sheaf.lambda.local.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sheaf.lambda.local.fleet.Fleet;
import dev.sheaf.lambda.local.function.FunctionCode;
import dev.sheaf.lambda.local.function.FunctionConfig;
import dev.sheaf.lambda.local.function.FunctionConfig.Resources;
import dev.sheaf.lambda.local.function.FunctionRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Create, read, update and delete functions, and reserve their concurrency.
 *
 * <p>Code comes as a zip in the request, or lies on this machine: then the bucket is {@value
 * #LOCAL_BUCKET} and the key is a path (see {@link FunctionCode#local}).
 */
public final class Deploying {
  /** The bucket that stands for this machine's files. */
  public static final String LOCAL_BUCKET = "local-files";

  private static final int PAGE = 50;

  private final FunctionRegistry functions;
  private final Fleet fleet;
  private final Path home;
  private final String arnPrefix;

  /**
   * Deploys to this registry.
   *
   * @param home where code is unpacked
   * @param arnPrefix of every function's ARN
   */
  public Deploying(FunctionRegistry functions, Fleet fleet, Path home, String arnPrefix) {
    this.functions = functions;
    this.fleet = fleet;
    this.home = home;
    this.arnPrefix = arnPrefix;
  }

  /** How every function's ARN begins. */
  String arnPrefix() {
    return arnPrefix;
  }

  FunctionConfig existing(String name) {
    return functions.find(name).orElseThrow(() -> ApiError.unknownFunction(arnPrefix + name));
  }

  Response create(Request request) {
    var json = request.json();
    var name = text(json, "FunctionName", "");
    if (functions.find(name).isPresent()) {
      throw exists(name);
    }
    var function =
        new FunctionConfig(
            name,
            arnPrefix + name,
            text(json, "Role", ""),
            text(json, "Runtime", ""),
            text(json, "Handler", ""),
            text(json, "Description", ""),
            resources(json, Resources.DEFAULT),
            map(json.path("Environment").path("Variables")),
            map(json.path("Tags")),
            code(json.path("Code")),
            UUID.randomUUID().toString(),
            Instant.now());
    if (!functions.add(function)) {
      throw exists(name);
    }
    return Response.json(201, FunctionJson.configuration(function));
  }

  private static ApiError exists(String name) {
    return new ApiError(409, "ResourceConflictException", "Function already exist: " + name);
  }

  private static String text(JsonNode json, String field, String otherwise) {
    return json.path(field).asText(otherwise);
  }

  private static Map<String, String> map(JsonNode json) {
    var map = new TreeMap<String, String>();
    json.properties().forEach(each -> map.put(each.getKey(), each.getValue().asText()));
    return map;
  }

  private static Resources resources(JsonNode json, Resources now) {
    return new Resources(
        json.path("MemorySize").asInt(now.memoryMb()),
        json.path("Timeout").asInt(now.timeoutSeconds()),
        json.path("EphemeralStorage").path("Size").asInt(now.ephemeralMb()));
  }

  private FunctionCode code(JsonNode json) {
    if (text(json, "S3Bucket", "").equals(LOCAL_BUCKET)) {
      return FunctionCode.local(text(json, "S3Key", ""), home);
    }
    try {
      var zip = json.path("ZipFile").binaryValue();
      if (zip == null || zip.length == 0) {
        throw ApiError.invalid(
            "Code must be a ZipFile, or the bucket \"%s\" and a path as key"
                .formatted(LOCAL_BUCKET));
      }
      return FunctionCode.unzipped(zip, home);
    } catch (IOException e) {
      throw ApiError.invalid("ZipFile must be Base64");
    }
  }

  Response get(String name) {
    return Response.json(200, FunctionJson.function(existing(name), fleet.reserved(name)));
  }

  Response configuration(String name) {
    return Response.json(200, FunctionJson.configuration(existing(name)));
  }

  Response list(Request request) {
    var most = request.number("MaxItems", PAGE);
    if (most < 1 || most > 10_000) {
      throw ApiError.invalid("MaxItems must be 1..10000 but was " + most);
    }
    var page = functions.after(request.query("Marker", ""), Math.min(most, PAGE));
    var json = new LinkedHashMap<String, Object>();
    json.put("Functions", page.stream().map(FunctionJson::configuration).toList());
    if (!page.isEmpty() && !functions.after(page.getLast().name(), 1).isEmpty()) {
      json.put("NextMarker", page.getLast().name());
    }
    return Response.json(200, json);
  }

  Response updateCode(String name, Request request) {
    var function = existing(name);
    return replaced(
        function.withCode(code(request.json()), UUID.randomUUID().toString(), Instant.now()));
  }

  Response updateConfiguration(String name, Request request) {
    var now = existing(name);
    var json = request.json();
    var environment = json.path("Environment").path("Variables");
    return replaced(
        new FunctionConfig(
            name,
            now.arn(),
            text(json, "Role", now.role()),
            text(json, "Runtime", now.runtime()),
            text(json, "Handler", now.handler()),
            text(json, "Description", now.description()),
            resources(json, now.resources()),
            environment.isMissingNode() ? now.environment() : map(environment),
            now.tags(),
            now.code(),
            UUID.randomUUID().toString(),
            Instant.now()));
  }

  private Response replaced(FunctionConfig function) {
    functions.replace(function);
    fleet.retire(function.name(), false);
    return Response.json(200, FunctionJson.configuration(function));
  }

  Response delete(String name) {
    existing(name);
    functions.remove(name);
    fleet.retire(name, true);
    return Response.empty(204);
  }

  Response reserve(String name, Request request) {
    existing(name);
    var asked = request.json().path("ReservedConcurrentExecutions").asInt(-1);
    if (asked < 0) {
      throw ApiError.invalid("ReservedConcurrentExecutions must be at least 0");
    }
    if (!fleet.reserve(name, asked)) {
      throw ApiError.invalid(
          "Specified ReservedConcurrentExecutions for function decreases account's"
              + " UnreservedConcurrentExecution below its minimum value of [%d]."
                  .formatted(fleet.concurrency().leastUnreserved()));
    }
    return reserved(name);
  }

  Response reserved(String name) {
    existing(name);
    var reserved = fleet.reserved(name);
    return Response.json(
        200, reserved < 0 ? Map.of() : Map.of("ReservedConcurrentExecutions", reserved));
  }

  Response release(String name) {
    existing(name);
    fleet.release(name);
    return Response.empty(204);
  }

  Response account() {
    var concurrency = fleet.concurrency();
    var all = functions.all();
    return Response.json(
        200,
        Map.of(
            "AccountLimit",
            Map.of(
                "ConcurrentExecutions", concurrency.account(),
                "UnreservedConcurrentExecutions", concurrency.unreserved(),
                "CodeSizeUnzipped", 250L << 20,
                "CodeSizeZipped", 50L << 20,
                "TotalCodeSize", 75L << 30),
            "AccountUsage",
            Map.of(
                "FunctionCount", all.size(),
                "TotalCodeSize", all.stream().mapToLong(each -> each.code().sizeBytes()).sum())));
  }
}
