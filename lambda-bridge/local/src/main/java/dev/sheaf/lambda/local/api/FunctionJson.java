package dev.sheaf.lambda.local.api;

import dev.sheaf.lambda.local.function.FunctionConfig;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A function as the service describes it. */
final class FunctionJson {
  private static final DateTimeFormatter MODIFIED =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSxx").withZone(ZoneOffset.UTC);

  private FunctionJson() {}

  static Map<String, Object> configuration(FunctionConfig function) {
    var json = new LinkedHashMap<String, Object>();
    json.put("FunctionName", function.name());
    json.put("FunctionArn", function.arn());
    json.put("Runtime", function.runtime());
    json.put("Role", function.role());
    json.put("Handler", function.handler());
    json.put("CodeSize", function.code().sizeBytes());
    json.put("CodeSha256", function.code().sha256());
    json.put("Description", function.description());
    json.put("Timeout", function.resources().timeoutSeconds());
    json.put("MemorySize", function.resources().memoryMb());
    json.put("EphemeralStorage", Map.of("Size", function.resources().ephemeralMb()));
    json.put("LastModified", MODIFIED.format(function.modifiedAt()));
    json.put("Version", "$LATEST");
    json.put("RevisionId", function.revision());
    json.put("Environment", Map.of("Variables", function.environment()));
    json.put("State", "Active");
    json.put("LastUpdateStatus", "Successful");
    json.put("PackageType", "Zip");
    json.put("Architectures", List.of("x86_64"));
    return json;
  }

  static Map<String, Object> function(FunctionConfig function, int reserved) {
    var json = new LinkedHashMap<String, Object>();
    json.put("Configuration", configuration(function));
    json.put(
        "Code",
        Map.of("RepositoryType", "Local", "Location", function.code().folder().toUri().toString()));
    json.put("Tags", function.tags());
    if (reserved >= 0) {
      json.put("Concurrency", Map.of("ReservedConcurrentExecutions", reserved));
    }
    return json;
  }
}
