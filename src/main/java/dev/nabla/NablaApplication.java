package dev.nabla;

import java.time.InstantSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;
import org.springframework.scheduling.annotation.EnableScheduling;

/** PyTorch's autograd as a REST service. */
@SpringBootApplication
@ConfigurationPropertiesScan
@EnableScheduling
public class NablaApplication {

    @Bean
    InstantSource clock() {
        return InstantSource.system();
    }

    public static void main(String[] args) {
        SpringApplication.run(NablaApplication.class, args);
    }
}
