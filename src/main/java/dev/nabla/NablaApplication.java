package dev.nabla;

import java.time.InstantSource;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;
import org.springframework.scheduling.annotation.EnableScheduling;

import dev.nabla.engine.array.Kernels;
import dev.nabla.security.KeysCommand;

/** PyTorch's autograd as a REST service. */
@SpringBootApplication
@ConfigurationPropertiesScan
@EnableScheduling
public class NablaApplication {
    private static final Logger LOG = LoggerFactory.getLogger(NablaApplication.class);

    @Bean
    InstantSource clock() {
        return InstantSource.system();
    }

    @Bean
    ApplicationRunner kernels() {
        return _ -> Kernels.loadInBackground(what -> LOG.info("Matrix kernels: {}", what));
    }

    public static void main(String[] args) {
        if (KeysCommand.isMeant(args)) {
            System.exit(KeysCommand.run(args, System.out));
        }
        SpringApplication.run(NablaApplication.class, args);
    }
}
