import { type ComponentType, lazy } from 'react';
import { Route, Routes } from 'react-router';
import { Invited } from './access/invited.tsx';
import { useSession } from './access/session.ts';
import { SignIn } from './access/sign-in.tsx';
import { StartPage } from './access/start-page.tsx';
import { Frame } from './frame/frame.tsx';
import { NotFound } from './frame/not-found.tsx';
import { Refused, Waiting } from './frame/states.tsx';

/** A page whose script is fetched when it is first opened. */
function later<Name extends string>(load: () => Promise<Record<Name, ComponentType>>, name: Name) {
  return lazy(async () => ({ default: (await load())[name] }));
}

const Accounts = later(() => import('./access/accounts.tsx'), 'Accounts');
const Laboratories = later(() => import('./access/laboratories.tsx'), 'Laboratories');
const Keys = later(() => import('./access/keys.tsx'), 'Keys');
const Password = later(() => import('./access/password.tsx'), 'Password');
const Upload = later(() => import('./submissions/upload.tsx'), 'Upload');
const Submissions = later(() => import('./submissions/submissions.tsx'), 'Submissions');
const SubmissionPage = later(() => import('./submissions/submission-page.tsx'), 'SubmissionPage');
const Profiles = later(() => import('./submissions/profiles.tsx'), 'Profiles');
const ProfilePage = later(() => import('./submissions/profile-page.tsx'), 'ProfilePage');
const Mappings = later(() => import('./submissions/mappings.tsx'), 'Mappings');
const Rules = later(() => import('./submissions/rules.tsx'), 'Rules');
const Cases = later(() => import('./cases/cases.tsx'), 'Cases');
const NewCase = later(() => import('./cases/new-case.tsx'), 'NewCase');
const CasePage = later(() => import('./cases/case-page.tsx'), 'CasePage');
const AskCheck = later(() => import('./checks/ask-check.tsx'), 'AskCheck');
const CheckPage = later(() => import('./checks/check-page.tsx'), 'CheckPage');
const Confirmations = later(() => import('./confirmations/confirmations.tsx'), 'Confirmations');
const ConfirmationPage = later(() => import('./confirmations/confirmation-page.tsx'), 'ConfirmationPage');
const Log = later(() => import('./history/log.tsx'), 'Log');
const Events = later(() => import('./history/events.tsx'), 'Events');
const Touched = later(() => import('./history/touched.tsx'), 'TouchedPage');
const Samples = later(() => import('./history/samples.tsx'), 'Samples');
const SamplePage = later(() => import('./history/sample-page.tsx'), 'SamplePage');
const Erasures = later(() => import('./erasure/erasures.tsx'), 'Erasures');
const ErasurePage = later(() => import('./erasure/erasure-page.tsx'), 'ErasurePage');
const OrderErasure = later(() => import('./erasure/order-erasure.tsx'), 'OrderErasure');
const Reference = later(() => import('./reference/reference.tsx'), 'Reference');
const ImportPage = later(() => import('./reference/import-page.tsx'), 'ImportPage');
const TablePage = later(() => import('./reference/table-page.tsx'), 'TablePage');
const RatesPage = later(() => import('./reference/figures-pages.tsx'), 'RatesPage');
const KitPage = later(() => import('./reference/figures-pages.tsx'), 'KitPage');
const Effects = later(() => import('./reference/effects.tsx'), 'Effects');
const EffectPage = later(() => import('./reference/effect-page.tsx'), 'EffectPage');
const Verify = later(() => import('./history/verify.tsx'), 'Verify');

/** Signed out: the sign-in page at every address. Signed in: the areas; the service decides who may do what. */
export function App() {
  const session = useSession();
  if (session.isPending) return <Waiting />;
  if (session.isError) return <Refused error={session.error} />;
  return (
    <Frame account={session.data}>
      <Routes>
        <Route path="/invitation" element={<Invited />} />
        {session.data === null ? <Route path="*" element={<SignIn />} /> : signedIn()}
      </Routes>
    </Frame>
  );
}

function signedIn() {
  return (
    <>
      <Route index element={<StartPage />} />
      <Route path="/accounts" element={<Accounts />} />
      <Route path="/laboratories" element={<Laboratories />} />
      <Route path="/keys" element={<Keys />} />
      <Route path="/password" element={<Password />} />
      <Route path="/submissions" element={<Submissions />} />
      <Route path="/submissions/new" element={<Upload />} />
      <Route path="/submissions/:id" element={<SubmissionPage />} />
      <Route path="/profiles" element={<Profiles />} />
      <Route path="/profiles/:id" element={<ProfilePage />} />
      <Route path="/mappings" element={<Mappings />} />
      <Route path="/rules" element={<Rules />} />
      <Route path="/cases" element={<Cases />} />
      <Route path="/cases/new" element={<NewCase />} />
      <Route path="/cases/:id" element={<CasePage />} />
      <Route path="/cases/:id/checks/new" element={<AskCheck />} />
      <Route path="/checks/:id" element={<CheckPage />} />
      <Route path="/confirmations" element={<Confirmations />} />
      <Route path="/confirmations/:id" element={<ConfirmationPage />} />
      <Route path="/history" element={<Log />} />
      <Route path="/history/events" element={<Events />} />
      <Route path="/history/verify" element={<Verify />} />
      <Route path="/history/touched" element={<Touched />} />
      <Route path="/history/samples" element={<Samples />} />
      <Route path="/history/samples/:id" element={<SamplePage />} />
      <Route path="/erasures" element={<Erasures />} />
      <Route path="/erasures/new" element={<OrderErasure />} />
      <Route path="/erasures/:id" element={<ErasurePage />} />
      <Route path="/reference" element={<Reference />} />
      <Route path="/reference/new" element={<ImportPage />} />
      <Route path="/reference/tables/:digest" element={<TablePage />} />
      <Route path="/reference/rates/:digest" element={<RatesPage />} />
      <Route path="/reference/kits/:digest" element={<KitPage />} />
      <Route path="/reference/effects" element={<Effects />} />
      <Route path="/reference/effects/:digest" element={<EffectPage />} />
      <Route path="*" element={<NotFound />} />
    </>
  );
}
