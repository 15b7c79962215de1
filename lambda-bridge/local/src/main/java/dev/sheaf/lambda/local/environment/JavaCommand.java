package dev.sheaf.lambda.local.environment;

import dev.sheaf.lambda.local.function.FunctionConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How the process of a function is started: AWS's runtime interface client on this JDK, with what a
 * managed runtime sets.
 *
 * <p>The JVM takes its heap as the share of the function's memory that is its default; what the
 * function says in {@code JAVA_TOOL_OPTIONS} comes on top. Nothing of our own environment is passed
 * on.
 */
record JavaCommand(FunctionConfig function, Path folder, Workshop workshop) {
  /** AWS Lambda developer guide, "Configure Lambda function memory" (2026-11): one vCPU. */
  private static final int MEMORY_MB_PER_CPU = 1769;

  List<String> command(@Nullable Integer relayPort) {
    var command = new ArrayList<>(workshop.prefix());
    command.add(java());
    command.addAll(
        List.of(
            "-XX:MaxRAM=%dm".formatted(function.resources().memoryMb()),
            "-XX:ActiveProcessorCount="
                + Math.ceilDiv(function.resources().memoryMb(), MEMORY_MB_PER_CPU),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:+ExitOnOutOfMemoryError",
            "-XX:-UsePerfData",
            "-XX:ErrorFile=" + folder.resolve("hs_err.log"),
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Djava.io.tmpdir=" + temporary(),
            "-Dcom.amazonaws.services.lambda.runtime.api.client.runtimeapi.NativeClient.JNI="
                + workshop.nativeClient()));
    if (relayPort != null) {
      command.addAll(
          List.of(
              "-DsocksProxyHost=127.0.0.1",
              "-DsocksProxyPort=" + relayPort,
              "-DsocksNonProxyHosts="));
    }
    command.addAll(
        List.of(
            "-cp",
            workshop.runtimeClassPath(),
            "com.amazonaws.services.lambda.runtime.api.client.AWSLambda",
            function.handler()));
    return command;
  }

  Path temporary() {
    return folder.resolve("tmp");
  }

  Map<String, String> environment(String runtimeApi, String logStream) {
    var variables = new TreeMap<>(function.environment());
    variables.putIfAbsent("PATH", "/usr/local/bin:/usr/bin/:/bin");
    variables.putIfAbsent("LANG", "en_US.UTF-8");
    variables.putIfAbsent("TZ", ":UTC");
    variables.put("TMPDIR", temporary().toString());
    variables.put("AWS_LAMBDA_RUNTIME_API", runtimeApi);
    variables.put("AWS_LAMBDA_FUNCTION_NAME", function.name());
    variables.put("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST");
    variables.put(
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", Integer.toString(function.resources().memoryMb()));
    variables.put("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand");
    variables.put("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/" + function.name());
    variables.put("AWS_LAMBDA_LOG_STREAM_NAME", logStream);
    variables.put("AWS_EXECUTION_ENV", "AWS_Lambda_" + function.runtime());
    variables.put("AWS_REGION", workshop.terms().region());
    variables.put("AWS_DEFAULT_REGION", workshop.terms().region());
    variables.put("LAMBDA_TASK_ROOT", function.code().folder().toString());
    variables.put("LAMBDA_RUNTIME_DIR", folder.toString());
    variables.put("_HANDLER", function.handler());
    return variables;
  }

  private static String java() {
    return ProcessHandle.current()
        .info()
        .command()
        .filter(command -> command.endsWith("/java"))
        .orElseGet(() -> Path.of(System.getProperty("java.home"), "bin", "java").toString());
  }
}
