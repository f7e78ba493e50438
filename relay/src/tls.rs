//! Certificate and key, read anew when their files change: a renewed certificate needs no restart.

use std::fs::File;
use std::io::{self, BufReader};
use std::path::Path;
use std::sync::{Arc, RwLock};
use std::time::Duration;

use rustls::ServerConfig;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::TlsAcceptor;

use crate::config::Tls;
use crate::watch::Watch;

/// The certificate in force.
#[derive(Clone)]
pub struct Certificate(Arc<RwLock<Arc<ServerConfig>>>);

impl Certificate {
    /// Reads both files.
    ///
    /// # Errors
    /// Names the file that cannot be read or holds nothing of use.
    pub fn read(tls: &Tls) -> io::Result<Self> {
        Ok(Self(Arc::new(RwLock::new(server_config(tls)?))))
    }

    /// Notices that one of the files is another; begins before they are read.
    #[must_use]
    pub fn watch(tls: &Tls) -> Watch {
        Watch::begin([tls.certificate.clone(), tls.key.clone()])
    }

    /// For the next connection.
    #[must_use]
    pub fn acceptor(&self) -> TlsAcceptor {
        let config = self.0.read().expect("nobody panics while holding it");
        TlsAcceptor::from(Arc::clone(&config))
    }

    /// Follows the files until the relay ends. A renewal that cannot be read is said and the
    /// certificate before stays in force.
    pub async fn follow(self, tls: Tls, mut watch: Watch, look_every: Duration) {
        loop {
            tokio::time::sleep(look_every).await;
            if !watch.has_changed() {
                continue;
            }
            match server_config(&tls) {
                Ok(config) => {
                    *self.0.write().expect("nobody panics while holding it") = config;
                    tracing::info!("the certificate was read anew");
                }
                Err(error) => tracing::error!(%error, "the new certificate cannot be used"),
            }
        }
    }
}

/// The cryptography of every TLS connection of the relay.
#[must_use]
pub fn provider() -> Arc<CryptoProvider> {
    Arc::new(rustls::crypto::ring::default_provider())
}

fn server_config(tls: &Tls) -> io::Result<Arc<ServerConfig>> {
    let named = |path: &Path, error: &dyn std::fmt::Display| {
        io::Error::other(format!("{}: {error}", path.display()))
    };
    let file = |path: &Path| File::open(path).map_err(|error| named(path, &error));
    let chain: Result<Vec<_>, _> =
        CertificateDer::pem_reader_iter(BufReader::new(file(&tls.certificate)?)).collect();
    let chain = chain.map_err(|error| named(&tls.certificate, &error))?;
    let key = PrivateKeyDer::from_pem_reader(BufReader::new(file(&tls.key)?))
        .map_err(|error| named(&tls.key, &error))?;
    let config = ServerConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .map_err(io::Error::other)?
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .map_err(|error| named(&tls.certificate, &error))?;
    Ok(Arc::new(config))
}
