package dev.nabla.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Kills the service while clients change sessions and jobs run. What was acknowledged is there after the restart, nothing is half there, and jobs end
 * as if nothing had happened.
 *
 * <p>The test kills once; {@link #main} as often as it is told, with the journal that it is told:
 * {@code java -cp <test class path> dev.nabla.journal.KillTest 20 100 jdbc:h2:file:/var/tmp/kill/journal}.
 */
class KillTest {
    @Test
    void whatWasAcknowledgedSurvivesAKill(@TempDir Path folder) throws IOException, InterruptedException {
        assertThat(run(1, 12, 2, "jdbc:h2:file:" + folder.resolve("journal"), folder)).isEmpty();
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("kill");
        List<String> faults = run(Integer.parseInt(args[0]), Integer.parseInt(args[1]), 10, args[2], folder);
        faults.forEach(System.out::println);
        System.out.println(faults.isEmpty() ? "nothing lost" : faults.size() + " faults");
    }

    private static List<String> run(int kills, int sessions, int jobs, String url, Path folder) throws IOException, InterruptedException {
        List<String> faults = new ArrayList<>();
        try (Service service = new Service(folder.resolve("log"), List.of("-Xmx512m"), "--nabla.journal.url=" + url)) {
            service.start();
            Fleet fleet = new Fleet(() -> service, 200_000);
            fleet.open(sessions);
            fleet.launch(jobs);
            for (int k = 0; k < kills; k++) {
                AtomicBoolean goesOn = new AtomicBoolean(true);
                Thread clients = Thread.ofPlatform().start(() -> fleet.work(8, goesOn::get));
                long enough = fleet.acknowledged.get() + 4L * sessions;
                while (fleet.acknowledged.get() < enough) {
                    Thread.onSpinWait();
                }
                service.kill();
                goesOn.set(false);
                clients.join();
                service.start();
                faults.addAll(fleet.check());
                faults.addAll(fleet.settle());
                System.out.println("kill " + (k + 1) + ": " + fleet.acknowledged + " changes acknowledged, " + faults.size() + " faults");
            }
            faults.addAll(fleet.checkJobs(jobs));
            System.out.println("stopped in " + service.stop().toMillis() + " ms");
        }
        return faults;
    }
}
